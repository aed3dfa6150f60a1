package io.keelson.adapters.list;

import io.keelson.attribute.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Networks as sorted ranges that don't overlap, found by bisection. Immutable. */
final class IpRanges {

  private static final Comparator<IpNetwork> BY_FIRST =
      (a, b) -> compare(a.firstHigh(), a.firstLow(), b.firstHigh(), b.firstLow());

  private final IpNetwork[] v4;
  private final IpNetwork[] v6;

  IpRanges(Collection<IpNetwork> networks) {
    this.v4 = merge(networks.stream().filter(IpNetwork::v4).sorted(BY_FIRST).toList());
    this.v6 = merge(networks.stream().filter(n -> !n.v4()).sorted(BY_FIRST).toList());
  }

  /** Networks either nest or lie apart, so of two that meet, one is all that is needed. */
  private static IpNetwork[] merge(List<IpNetwork> sorted) {
    var merged = new ArrayList<IpNetwork>();
    for (IpNetwork network : sorted) {
      IpNetwork before = merged.isEmpty() ? null : merged.getLast();
      if (before == null || isBefore(before, network)) {
        merged.add(network);
      } else if (covers(network, before)) {
        merged.set(merged.size() - 1, network);
      }
    }
    return merged.toArray(IpNetwork[]::new);
  }

  private static boolean isBefore(IpNetwork a, IpNetwork b) {
    return compare(a.lastHigh(), a.lastLow(), b.firstHigh(), b.firstLow()) < 0;
  }

  private static boolean covers(IpNetwork outer, IpNetwork inner) {
    return compare(outer.lastHigh(), outer.lastLow(), inner.lastHigh(), inner.lastLow()) > 0;
  }

  boolean contains(IpAddress address) {
    byte[] octets = address.normalized();
    return octets.length == 4
        ? contains(v4, 0, IpNetwork.bits(octets, 0, 4))
        : contains(v6, IpNetwork.bits(octets, 0, 8), IpNetwork.bits(octets, 8, 16));
  }

  private static boolean contains(IpNetwork[] ranges, long high, long low) {
    int from = 0;
    int to = ranges.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      IpNetwork range = ranges[middle];
      if (compare(high, low, range.firstHigh(), range.firstLow()) < 0) {
        to = middle - 1;
      } else if (compare(high, low, range.lastHigh(), range.lastLow()) > 0) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static int compare(long highA, long lowA, long highB, long lowB) {
    int high = Long.compareUnsigned(highA, highB);
    return high != 0 ? high : Long.compareUnsigned(lowA, lowB);
  }
}

package io.keelson.adapters.list;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.Status;
import io.keelson.adapter.Values;
import io.keelson.adapter.template.listentry.ListEntryHandler;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.attribute.IpAddress;
import java.time.Duration;

/** Looks values up in whatever list is current. Thread safe; never waits. */
final class ListHandler implements ListEntryHandler {

  /** Where the list comes from. */
  interface Source {
    /** The list to use now; throws where there is none, saying why. */
    Entries current() throws AdapterException;
  }

  private final Source source;
  private final Runnable onClose;
  private final boolean blacklist;
  private final Duration validDuration;
  private final int validUseCount;
  private final CheckResult ok;

  ListHandler(Params config, Source source, Runnable onClose) {
    this.source = source;
    this.onClose = onClose;
    this.blacklist = config.getBlacklist();
    this.validDuration = ListAdapter.duration(config.getCachingInterval());
    this.validUseCount = config.getCachingUseCount();
    this.ok = CheckResult.ok(validDuration, validUseCount);
  }

  @Override
  public CheckResult handleListEntry(ListEntryInstance instance) throws AdapterException {
    Entries entries = source.current();
    Object value = instance.value();
    if (!(value instanceof String) && !(value instanceof IpAddress)) {
      return answer(Code.INVALID_ARGUMENT, value, "is not a valid string or IP address");
    }
    boolean found;
    if (entries instanceof Entries.Networks networks) {
      IpAddress address =
          value instanceof IpAddress given ? given : IpNetwork.address((String) value);
      if (address == null) {
        return answer(Code.INVALID_ARGUMENT, value, "is not a valid IP address");
      }
      found = networks.contains(address);
    } else {
      found = entries.contains(Values.text(value));
    }
    if (found == blacklist) {
      return answer(
          Code.PERMISSION_DENIED, value, blacklist ? "is blacklisted" : "is not whitelisted");
    }
    return ok;
  }

  private CheckResult answer(int code, Object value, String what) {
    String subject = value == null ? "an absent value" : Values.text(value);
    return new CheckResult(Status.of(code, subject + " " + what), validDuration, validUseCount);
  }

  @Override
  public void close() {
    onClose.run();
  }
}

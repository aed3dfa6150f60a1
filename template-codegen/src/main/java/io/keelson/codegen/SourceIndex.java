package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines and comments of one file, by the path of field numbers and indices to a declaration. */
final class SourceIndex {
  private final Map<List<Integer>, Location> locations = new HashMap<>();

  SourceIndex(FileDescriptorProto file) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      locations.putIfAbsent(List.copyOf(location.getPathList()), location);
    }
  }

  /** Counted from 1; 0 where it is not known, and for the file as a whole. */
  int line(Integer... path) {
    if (path.length == 0) {
      return 0;
    }
    Location location = locations.get(List.of(path));
    return location == null || location.getSpanCount() == 0 ? 0 : location.getSpan(0) + 1;
  }

  /**
   * The comment before a declaration or, without one, behind it; without the blank at line starts.
   */
  String comment(Integer... path) {
    Location location = locations.get(List.of(path));
    if (location == null) {
      return "";
    }
    String text = location.getLeadingComments();
    if (text.isBlank()) {
      text = location.getTrailingComments();
    }
    return text.lines()
        .map(line -> line.startsWith(" ") ? line.substring(1) : line)
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .strip();
  }
}

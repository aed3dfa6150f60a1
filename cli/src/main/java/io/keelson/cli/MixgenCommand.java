package io.keelson.cli;

import io.keelson.codegen.Mixgen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code keelson mixgen}: template and adapter resources from their definitions. */
@Command(
    name = "mixgen",
    description =
        "Generate template and adapter resources, and SDK sources, from protobuf definitions.",
    customSynopsis = "keelson mixgen api|template|adapter [OPTIONS]",
    footer = {"", Mixgen.USAGE})
final class MixgenCommand implements Callable<Integer> {
  @Unmatched private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    return Mixgen.run(words, System.out, System.err);
  }
}

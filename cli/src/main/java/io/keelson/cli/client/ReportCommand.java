package io.keelson.cli.client;

import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.api.mixer.v1.ReportRequest;
import io.keelson.api.mixer.v1.ReportResponse;
import io.keelson.cli.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keelson report}: tells a server what happened. */
@Command(name = "report", description = "Tell a Mixer server what happened.")
public final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AttributeFlags attributes;
  @Mixin private CallOptions call;

  @Option(
      names = "--report_batch_size",
      defaultValue = "1",
      paramLabel = "N",
      description = "Elements in a Report (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Override
  public Integer call() throws InterruptedException {
    CompressedAttributes element = Attributes.encode(attributes.values());
    int size = Math.max(1, batchSize);
    int calls = Math.ceilDiv(call.repeat, size);
    PrintWriter out = spec.commandLine().getOut();
    try (var client = new MixerClient(call.mixer, call.timeout)) {
      boolean good =
          call.run(
              calls,
              repetition -> {
                int elements = Math.min(size, call.repeat - repetition * size);
                return report(client, element, elements, out);
              });
      return good ? 0 : 1;
    }
  }

  private boolean report(
      MixerClient client, CompressedAttributes element, int elements, PrintWriter out) {
    var request = ReportRequest.newBuilder();
    for (int i = 0; i < elements; i++) {
      request.addAttributes(element);
    }
    String result = "OK";
    try {
      client.call("Report", request.build().toByteArray(), ReportResponse.parser());
    } catch (MixerClient.CallException failed) {
      result = failed.getMessage();
    }
    boolean good = result.equals("OK");
    if (call.printResponse || !good) {
      synchronized (out) {
        out.println(
            call.output == CallOptions.Format.json
                ? Json.write(Map.of(good ? "status" : "error", result))
                : "Report RPC returned " + result);
        out.flush();
      }
    }
    return good;
  }
}

package io.keelson.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.mixer.v1.CheckRequest;
import io.keelson.api.mixer.v1.CheckResponse;
import io.keelson.attribute.StringMap;
import io.keelson.config.resource.Resource;
import io.keelson.config.source.ResourceReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes of the configuration, one after the other, with the adapters that ship. */
class ConfigurationSwapsIT {
  private static final long SLACK_BYTES = 2 << 20;

  private static LocalServer server;
  private static List<Resource> bookinfo;

  @BeforeAll
  static void start() throws Exception {
    Path folder = LocalServer.ROOT.resolve("examples/bookinfo");
    server = new LocalServer(folder);
    bookinfo = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        bookinfo.addAll(
            ResourceReader.read(file.toString(), Files.readString(file), "istio-system")
                .resources());
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Bookinfo with one rule more, whose condition and denial are different each time. */
  private static void swap(int number) throws Exception {
    var resources = new ArrayList<>(bookinfo);
    resources.addAll(
        ResourceReader.read(
                "more.yaml",
                """
                apiVersion: config.istio.io/v1alpha2
                kind: denier
                metadata: {name: more, namespace: istio-system}
                spec: {status: {code: 7, message: denied by %1$d}}
                ---
                apiVersion: config.istio.io/v1alpha2
                kind: checknothing
                metadata: {name: more, namespace: istio-system}
                spec: {}
                ---
                apiVersion: config.istio.io/v1alpha2
                kind: rule
                metadata: {name: more, namespace: istio-system}
                spec:
                  match: (request.path | "") == "/number/%1$d"
                  actions: [{handler: more.denier, instances: [more.checknothing]}]
                """
                    .formatted(number),
                "istio-system")
            .resources());
    server.server().runtime().apply(resources).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static CheckResponse check(Map<String, Object> attributes, String quota)
      throws Exception {
    CheckRequest.Builder request =
        CheckRequest.newBuilder()
            .setAttributes(Attributes.encode(attributes))
            .setDeduplicationId(UUID.randomUUID().toString());
    if (quota != null) {
      request.putQuotas(quota, CheckRequest.QuotaParams.newBuilder().setAmount(1).build());
    }
    return server.call("Check", request.build().toByteArray(), CheckResponse.parser());
  }

  @Test
  void heapAfterTwoHundredSwapsIsWhereItWasAfterTwenty() throws Exception {
    for (int i = 0; i < 20; i++) {
      swap(i);
      assertServes(i);
    }
    long early = liveBytes();
    for (int i = 20; i < 200; i++) {
      swap(i);
      assertServes(i);
    }
    // The last replaced handlers close in the background.
    LocalServer.await(
        "live heap of " + liveBytes() + " bytes goes back to " + early,
        () -> liveBytes() < early + SLACK_BYTES);
  }

  private static void assertServes(int number) throws Exception {
    assertThat(
            check(Map.of("request.path", "/number/" + number), null).getPrecondition().getStatus())
        .satisfies(
            status ->
                assertThat(status.getMessage())
                    .isEqualTo("more.denier.istio-system:denied by " + number));
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void unchangedQuotaKeepsItsCountsOverSwaps() throws Exception {
    Map<String, Object> user =
        Map.of(
            "destination.labels", StringMap.of(Map.of("app", "productpage")),
            "request.headers", StringMap.of(Map.of("end-user", UUID.randomUUID().toString())));
    long granted = 0;
    long began = System.nanoTime();
    for (int i = 0; i < 12; i++) {
      granted +=
          check(user, "productpagelimit").getQuotasMap().get("productpagelimit").getGrantedAmount();
      swap(1000 + i);
    }
    // On a stalled machine a second window may have opened; it allows four more.
    long windows = 1 + (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(5);
    assertThat(granted).isBetween(4L, 4 * windows);
  }
}

package io.keelson.mixer.door.mixer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Status;
import io.keelson.api.mixer.v1.CheckRequest;
import io.keelson.api.mixer.v1.CheckResponse;
import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.attribute.AttributeException;
import io.keelson.attribute.RequestBag;
import io.keelson.config.snapshot.RuleConfig.Operation;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.dispatch.HeaderChange;
import io.keelson.mixer.dispatch.QuotaDemand;
import io.keelson.mixer.dispatch.QuotaGrant;
import io.keelson.mixer.testing.TestMesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What our hand-written codec and protobuf's generated one make of the same bytes. */
class CodecDifferentialTest {
  private final Random random = new Random(20190301);

  private String word() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> "ascii-" + random.nextInt(5);
      case 2 -> "\u00fcml\u00e4ut\u6f22\ud83d\ude00";
      default -> "x".repeat(random.nextInt(300));
    };
  }

  private long number() {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(10);
      case 1 -> random.nextLong();
      default -> -random.nextInt(10);
    };
  }

  private CheckRequest randomRequest() {
    var request = CheckRequest.newBuilder();
    if (random.nextBoolean()) {
      request.setAttributes(
          CompressedAttributes.newBuilder()
              .addWords(word())
              .putInt64S(random.nextInt(200), number()));
    }
    request.setGlobalWordCount(random.nextInt()).setDeduplicationId(word());
    for (int i = random.nextInt(4); i > 0; i--) {
      request.putQuotas(
          word(),
          CheckRequest.QuotaParams.newBuilder()
              .setAmount(number())
              .setBestEffort(random.nextBoolean())
              .build());
    }
    if (random.nextBoolean()) {
      request.setUnknownFields(
          UnknownFieldSet.newBuilder()
              .addField(
                  9 + random.nextInt(100_000),
                  UnknownFieldSet.Field.newBuilder()
                      .addVarint(number())
                      .addFixed32(7)
                      .addFixed64(8)
                      .addLengthDelimited(ByteString.copyFromUtf8("later"))
                      .build())
              .build());
    }
    return request.build();
  }

  private static void assertSame(CheckMessage ours, CheckRequest theirs) {
    assertThat(ours.globalWordCount()).isEqualTo(theirs.getGlobalWordCount());
    assertThat(ours.deduplicationId()).isEqualTo(theirs.getDeduplicationId());
    assertThat(ours.quotas())
        .containsExactlyInAnyOrderElementsOf(
            theirs.getQuotasMap().entrySet().stream()
                .map(
                    quota ->
                        new QuotaDemand(
                            quota.getKey(),
                            quota.getValue().getAmount(),
                            quota.getValue().getBestEffort()))
                .toList());
    assertThat(
            ByteString.copyFrom(
                ours.attributesBytes(), ours.attributesOffset(), ours.attributesLength()))
        .isEqualTo(theirs.getAttributes().toByteString());
  }

  @Test
  void requestsReadAsGeneratedCodeReadsThem() throws Exception {
    var ours = new CheckMessage();
    for (int i = 0; i < 3000; i++) {
      CheckRequest request = randomRequest();
      byte[] bytes = request.toByteArray();
      byte[] padded = new byte[bytes.length + 20];
      random.nextBytes(padded);
      System.arraycopy(bytes, 0, padded, 7, bytes.length);
      ours.read(padded, 7, bytes.length);
      assertSame(ours, request);
    }
  }

  @Test
  void requestsLaidEndToEndMerge() throws Exception {
    var ours = new CheckMessage();
    for (int i = 0; i < 500; i++) {
      ByteString both = randomRequest().toByteString().concat(randomRequest().toByteString());
      CheckRequest merged = CheckRequest.parseFrom(both);
      ours.read(both.toByteArray(), 0, both.size());
      assertThat(ours.globalWordCount()).isEqualTo(merged.getGlobalWordCount());
      assertThat(ours.quotas())
          .allSatisfy(
              quota ->
                  assertThat(merged.getQuotasMap().get(quota.name()).getAmount())
                      .as("the last entry of a key counts")
                      .isEqualTo(quota.amount()))
          .hasSize(merged.getQuotasCount());
      assertThat(
              CompressedAttributes.parseFrom(
                  ByteString.copyFrom(
                      ours.attributesBytes(), ours.attributesOffset(), ours.attributesLength())))
          .isEqualTo(merged.getAttributes());
    }
  }

  @Test
  void brokenBytesThrowNothingElse() {
    var ours = new CheckMessage();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = randomRequest().toByteArray();
      for (int flips = 1 + random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = bytes.length == 0 ? 0 : random.nextInt(bytes.length + 1);
      try {
        ours.read(bytes, 0, length);
        new ReportMessage(bytes, 0, length);
      } catch (AttributeException expected) {
        assertThat(expected.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private List<HeaderChange> headers() {
    var changes = new ArrayList<HeaderChange>();
    for (int i = random.nextInt(3); i > 0; i--) {
      changes.add(new HeaderChange(word(), word(), Operation.values()[random.nextInt(3)]));
    }
    return changes;
  }

  private Duration duration() {
    return switch (random.nextInt(5)) {
      case 0 -> Duration.ZERO;
      case 1 -> Duration.ofNanos(number());
      case 2 -> Duration.ofSeconds(random.nextInt(1000), random.nextInt(1_000_000_000));
      case 3 -> Duration.ofSeconds(Long.MIN_VALUE);
      default -> Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    };
  }

  private static void assertDuration(com.google.protobuf.Duration theirs, Duration ours) {
    Duration bound = Duration.ofSeconds(315_576_000_000L);
    Duration expected = ours;
    if (ours.compareTo(bound) > 0) {
      expected = bound;
    } else if (ours.compareTo(bound.negated()) < 0) {
      expected = bound.negated();
    }
    assertThat(Duration.ofSeconds(theirs.getSeconds(), theirs.getNanos())).isEqualTo(expected);
    assertThat(Long.signum(theirs.getSeconds()) * Integer.signum(theirs.getNanos()))
        .as("one sign")
        .isNotNegative();
  }

  @Test
  void responsesReadBackAsTheyWere() throws Exception {
    var writer = new CheckResponseWriter();
    for (int i = 0; i < 2000; i++) {
      RequestBag bag = TestMesh.bag("source.name", "me");
      bag.get(TestMesh.VOCABULARY.find("source.name").slot());
      bag.get(TestMesh.VOCABULARY.find("source.user").slot());
      var grants = new ArrayList<QuotaGrant>();
      for (int q = random.nextInt(3); q > 0; q--) {
        grants.add(new QuotaGrant("quota" + q, number(), duration(), bag.references().copy()));
      }
      var answer =
          new CheckAnswer(
              Status.of(random.nextInt(), word()),
              duration(),
              random.nextInt(),
              bag.references(),
              headers(),
              headers(),
              random.nextBoolean()
                  ? null
                  : new DirectResponse(random.nextInt(600), word(), Map.of()),
              grants);
      int words = random.nextBoolean() ? 221 : random.nextInt(221);
      var response = CheckResponse.parseFrom(writer.write(answer, words).toByteArray());

      var precondition = response.getPrecondition();
      assertThat(precondition.getStatus().getCode()).isEqualTo(answer.status().code());
      assertThat(precondition.getStatus().getMessage()).isEqualTo(answer.status().message());
      assertDuration(precondition.getValidDuration(), answer.validDuration());
      assertThat(precondition.getValidUseCount()).isEqualTo(answer.validUseCount());
      assertThat(Words.read(precondition.getReferencedAttributes()))
          .containsExactly("source.name EXACT", "source.user ABSENCE");
      assertHeaders(
          precondition.getRouteDirective().getRequestHeaderOperationsList(),
          answer.requestHeaders());
      assertHeaders(
          precondition.getRouteDirective().getResponseHeaderOperationsList(),
          answer.responseHeaders());
      assertThat(precondition.hasRouteDirective())
          .isEqualTo(
              answer.directResponse() != null
                  || !answer.requestHeaders().isEmpty()
                  || !answer.responseHeaders().isEmpty());
      if (answer.directResponse() != null) {
        assertThat(precondition.getRouteDirective().getDirectResponseCode())
            .isEqualTo(answer.directResponse().code());
        assertThat(precondition.getRouteDirective().getDirectResponseBody())
            .isEqualTo(answer.directResponse().body());
      }
      assertThat(response.getQuotasMap()).hasSize(grants.size());
      for (QuotaGrant grant : grants) {
        var quota = response.getQuotasMap().get(grant.name());
        assertThat(quota.getGrantedAmount()).isEqualTo(grant.amount());
        assertDuration(quota.getValidDuration(), grant.validDuration());
        assertThat(quota.getReferencedAttributes().getAttributeMatchesCount()).isEqualTo(2);
      }
      assertThat(response.getUnknownFields().asMap()).isEmpty();
      assertThat(precondition.getUnknownFields().asMap()).isEmpty();
    }
  }

  private static void assertHeaders(
      List<io.keelson.api.mixer.v1.HeaderOperation> theirs, List<HeaderChange> ours) {
    assertThat(theirs).hasSize(ours.size());
    for (int i = 0; i < ours.size(); i++) {
      assertThat(theirs.get(i).getName()).isEqualTo(ours.get(i).name());
      assertThat(theirs.get(i).getValue()).isEqualTo(ours.get(i).value());
      assertThat(theirs.get(i).getOperation().name()).isEqualTo(ours.get(i).operation().name());
    }
  }
}

package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.api.mixer.v1.ReportRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The bag reads what protobuf's own reader reads. */
class ProtobufDifferentialTest {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(Map.of("my.text", ValueType.STRING, "my.map", ValueType.STRING_MAP));

  private static ProtobufReading reading(byte[] bytes) throws Exception {
    return ProtobufReading.of(CompressedAttributes.parseFrom(bytes), List.of(), VOCABULARY);
  }

  @Test
  void randomMessagesReadTheSame() throws Exception {
    var bag = new RequestBag(VOCABULARY, true);
    for (int seed = 0; seed < 20_000; seed++) {
      CompressedAttributes message = new Randoms(seed).attributes();
      byte[] bytes = message.toByteArray();
      bag.decode(bytes, 0, bytes.length, WordList.EMPTY);
      reading(bytes).assertReadBy(bag);
    }
  }

  @Test
  void fieldsInAnyOrderReadTheSame() throws Exception {
    var bag = new RequestBag(VOCABULARY, true);
    for (int seed = 0; seed < 3_000; seed++) {
      var randoms = new Randoms(seed);
      CompressedAttributes message = randoms.attributes();
      byte[] bytes = shuffled(message.toByteArray(), randoms);
      bag.decode(bytes, 0, bytes.length, WordList.EMPTY);
      reading(bytes).assertReadBy(bag);
    }
  }

  /** The message's fields in another order; words keep theirs among each other. */
  private static byte[] shuffled(byte[] bytes, Randoms randoms) throws Exception {
    var words = new ArrayList<byte[]>();
    var entries = new ArrayList<byte[]>();
    var input = CodedInputStream.newInstance(bytes);
    while (!input.isAtEnd()) {
      int start = input.getTotalBytesRead();
      int tag = input.readTag();
      input.skipField(tag);
      byte[] field = Arrays.copyOfRange(bytes, start, input.getTotalBytesRead());
      (tag == 10 ? words : entries).add(field);
    }
    Collections.shuffle(entries, randoms.random());
    var out = new WireWriter(bytes.length);
    while (!words.isEmpty() || !entries.isEmpty()) {
      boolean fromWords = entries.isEmpty() || !words.isEmpty() && randoms.below(2) == 0;
      byte[] next = (fromWords ? words : entries).removeFirst();
      out.writeBytes(next, 0, next.length);
    }
    return out.toByteArray();
  }

  @Test
  void recordedReportReadsTheSame() throws Exception {
    byte[] bytes = Shared.message("report-100.grpc");
    var request = ReportRequest.parseFrom(bytes);
    var reader = new WireReader(bytes, 0, bytes.length);
    var words = WordList.over(bytes);
    var elements = new ArrayList<int[]>();
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (tag == (1 << 3 | WireReader.BYTES) || tag == (2 << 3 | WireReader.BYTES)) {
        int length = reader.length();
        if (tag >>> 3 == 1) {
          elements.add(new int[] {reader.position(), length});
        } else {
          words.add(reader.position(), length);
        }
        reader.advance(length);
      } else {
        reader.skip(tag);
      }
    }
    assertThat(elements).hasSize(100);
    var bag = new RequestBag(StandardVocabulary.vocabulary(), false);
    for (int i = 0; i < 100; i++) {
      bag.decode(bytes, elements.get(i)[0], elements.get(i)[1], words);
      assertThat(bag.toMap()).hasSize(36);
      ProtobufReading.of(request.getAttributes(i), request.getDefaultWordsList(), bag.vocabulary())
          .assertReadBy(bag);
    }
  }

  @Test
  void deltasReadLikeMergedMessages() throws Exception {
    for (int seed = 0; seed < 500; seed++) {
      var randoms = new Randoms(seed);
      var bag = new RequestBag(VOCABULARY, false);
      var merged = new TreeMap<String, Object>();
      boolean repeatsMapKeys = false;
      for (int element = 0; element < 8; element++) {
        byte[] bytes = randoms.attributes().toByteArray();
        if (element == 0) {
          bag.decode(bytes, 0, bytes.length, WordList.EMPTY);
        } else {
          bag.applyDelta(bytes, 0, bytes.length, WordList.EMPTY);
        }
        var reading = reading(bytes);
        merged.putAll(reading.values());
        repeatsMapKeys |= reading.repeatsMapKeys();
        new ProtobufReading(merged, repeatsMapKeys).assertReadBy(bag);
      }
    }
  }
}

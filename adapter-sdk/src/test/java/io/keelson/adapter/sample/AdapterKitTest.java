package io.keelson.adapter.sample;

import com.google.protobuf.Int64Value;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.kit.AdapterKit;
import java.util.List;

/** The adapter kit against the least implementation. */
class AdapterKitTest extends AdapterKit<Int64Value> {
  @Override
  protected Adapter<Int64Value> adapter() {
    return new CountingAdapter();
  }

  @Override
  protected Int64Value config(List<String> instances) {
    return Int64Value.of(5);
  }
}

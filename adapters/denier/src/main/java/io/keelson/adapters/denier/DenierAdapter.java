package io.keelson.adapters.denier;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.apikey.ApiKeyTemplate;
import io.keelson.adapter.template.authorization.AuthorizationTemplate;
import io.keelson.adapter.template.checknothing.CheckNothingTemplate;
import io.keelson.adapter.template.listentry.ListEntryTemplate;
import io.keelson.adapter.template.quota.QuotaTemplate;
import io.keelson.adapters.denier.HttpResponse.DirectHttpResponse;
import java.util.List;

/** Answers every check with one configured status, and grants no quota. */
public final class DenierAdapter implements Adapter<Params> {

  private static final Params DEFAULTS =
      Params.newBuilder()
          .setStatus(RpcStatus.Status.newBuilder().setCode(Code.FAILED_PRECONDITION))
          .setValidDuration(Duration.newBuilder().setSeconds(5))
          .setValidUseCount(1000)
          .build();

  private static final AdapterInfo<Params> INFO =
      new AdapterInfo<>(
          "denier",
          "Refuses every request that it is asked about, with a status of your choice.",
          DEFAULTS,
          List.of(
              ApiKeyTemplate.INSTANCE,
              AuthorizationTemplate.INSTANCE,
              CheckNothingTemplate.INSTANCE,
              ListEntryTemplate.INSTANCE,
              QuotaTemplate.INSTANCE),
          Execution.NEVER_WAITS);

  @Override
  public AdapterInfo<Params> info() {
    return INFO;
  }

  @Override
  public void validate(HandlerSpec<Params> spec, ConfigErrors errors) {
    List<Any> details = spec.config().getStatus().getDetailsList();
    for (int i = 0; i < details.size(); i++) {
      if (isDirectResponse(details.get(i))) {
        try {
          directResponse(details.get(i));
        } catch (InvalidProtocolBufferException unreadable) {
          errors.add(
              "status.details[" + i + "]",
              "not a readable DirectHttpResponse: " + unreadable.getMessage());
        }
      }
    }
  }

  @Override
  public Handler build(HandlerSpec<Params> spec, Environment environment) throws Exception {
    Params config = spec.config();
    DirectResponse direct = null;
    for (Any detail : config.getStatus().getDetailsList()) {
      if (isDirectResponse(detail)) {
        direct = directResponse(detail);
        break;
      }
    }
    var status = new Status(config.getStatus().getCode(), config.getStatus().getMessage(), direct);
    var validDuration =
        java.time.Duration.ofSeconds(
            config.getValidDuration().getSeconds(), config.getValidDuration().getNanos());
    return new DenierHandler(new CheckResult(status, validDuration, config.getValidUseCount()));
  }

  /**
   * By the name after the last slash: configuration from other tools may carry any host before it.
   */
  private static boolean isDirectResponse(Any detail) {
    String url = detail.getTypeUrl();
    return url.substring(url.lastIndexOf('/') + 1)
        .equals(DirectHttpResponse.getDescriptor().getFullName());
  }

  private static DirectResponse directResponse(Any detail) throws InvalidProtocolBufferException {
    var response = DirectHttpResponse.parseFrom(detail.getValue());
    return new DirectResponse(
        response.getCodeValue(), response.getBody(), response.getHeadersMap());
  }
}

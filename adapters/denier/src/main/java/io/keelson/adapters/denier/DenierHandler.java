package io.keelson.adapters.denier;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.apikey.ApiKeyHandler;
import io.keelson.adapter.template.apikey.ApiKeyInstance;
import io.keelson.adapter.template.authorization.AuthorizationHandler;
import io.keelson.adapter.template.authorization.AuthorizationInstance;
import io.keelson.adapter.template.checknothing.CheckNothingHandler;
import io.keelson.adapter.template.checknothing.CheckNothingInstance;
import io.keelson.adapter.template.listentry.ListEntryHandler;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;

/** The same answer to everyone. Immutable. */
record DenierHandler(CheckResult answer)
    implements ApiKeyHandler,
        AuthorizationHandler,
        CheckNothingHandler,
        ListEntryHandler,
        QuotaHandler {

  @Override
  public CheckResult handleApiKey(ApiKeyInstance instance) {
    return answer;
  }

  @Override
  public CheckResult handleAuthorization(AuthorizationInstance instance) {
    return answer;
  }

  @Override
  public CheckResult handleCheckNothing(CheckNothingInstance instance) {
    return answer;
  }

  @Override
  public CheckResult handleListEntry(ListEntryInstance instance) {
    return answer;
  }

  @Override
  public QuotaResult handleQuota(QuotaInstance instance, QuotaArgs args) {
    return QuotaResult.NONE;
  }

  @Override
  public void close() {}
}

package io.keelson.adapters.bypass;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.Code;
import io.keelson.adapter.template.InstanceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/**
 * What a backend knows a handler by: an id that it gave, or else nothing but the configuration that
 * goes with every call.
 *
 * @param id the session's id, or null
 * @param adapterConfig what calls carry; null for nothing
 */
record Session(String id, Any adapterConfig) {
  private static final String SERVICE = "istio.mixer.adapter.model.v1beta1.InfrastructureBackend";

  /**
   * The protocol's mark of a session id in the place of a configuration: an Any that says it is an
   * Any.
   */
  private static final String ANY_URL = "type.googleapis.com/google.protobuf.Any";

  static Session none(Any params) {
    return new Session(null, params);
  }

  /**
   * Has the backend check the configuration and open a session for it. A backend without the
   * service gets the configuration with every call instead.
   */
  static Session open(Backend backend, Any params, List<InstanceType> types, Logger logger)
      throws AdapterException, InterruptedException {
    Map<String, Any> inferred = new HashMap<>();
    types.forEach(type -> inferred.put(type.name(), Wire.inferredType(type)));
    try {
      validate(backend, params, inferred);
      var request = Model.CreateSessionRequest.newBuilder().putAllInferredTypes(inferred);
      if (params != null) {
        request.setAdapterConfig(params);
      }
      Model.CreateSessionResponse response =
          backend.await(
              SERVICE, "CreateSession", request.build(), Model.CreateSessionResponse::parseFrom);
      demandOk(backend, "opened no session", response.getStatus());
      if (response.getSessionId().isEmpty()) {
        throw new AdapterException("backend " + backend + " opened a session without an id");
      }
      return new Session(response.getSessionId(), ofId(response.getSessionId()));
    } catch (BackendException failed) {
      if (failed.code() == Code.UNIMPLEMENTED) {
        logger.warn(
            "backend {} has no sessions: it gets its configuration with every call", backend);
        return none(params);
      }
      throw new AdapterException("no session: " + failed.getMessage());
    }
  }

  private static void validate(Backend backend, Any params, Map<String, Any> inferred)
      throws BackendException, AdapterException, InterruptedException {
    var request = Model.ValidateRequest.newBuilder().putAllInferredTypes(inferred);
    if (params != null) {
      request.setAdapterConfig(params);
    }
    Model.ValidateResponse response =
        backend.await(SERVICE, "Validate", request.build(), Model.ValidateResponse::parseFrom);
    demandOk(backend, "refuses params", response.getStatus());
  }

  /** Ends the session, if there is one. */
  void close(Backend backend) throws AdapterException {
    if (id == null) {
      return;
    }
    try {
      Model.CloseSessionResponse response =
          backend.await(
              SERVICE,
              "CloseSession",
              Model.CloseSessionRequest.newBuilder().setSessionId(id).build(),
              Model.CloseSessionResponse::parseFrom);
      demandOk(backend, "did not close session " + id, response.getStatus());
    } catch (BackendException failed) {
      throw new AdapterException("session " + id + " was not closed: " + failed.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AdapterException("interrupted while session " + id + " was closed");
    }
  }

  private static void demandOk(Backend backend, String what, RpcStatus.Status status)
      throws AdapterException {
    if (status.getCode() != Code.OK) {
      throw new AdapterException(
          "backend %s %s: %s"
              .formatted(
                  backend, what, BackendException.text(status.getCode(), status.getMessage())));
    }
  }

  private static Any ofId(String id) {
    return Any.newBuilder().setTypeUrl(ANY_URL).setValue(ByteString.copyFromUtf8(id)).build();
  }
}

package io.keelson.mixer.door.grpc;

/** Methods that are served together: a door. Thread safe. */
public interface GrpcService {

  /** Adds the methods for one event loop; called once per loop, on it. */
  void register(GrpcMethods methods, GrpcLoop loop);
}

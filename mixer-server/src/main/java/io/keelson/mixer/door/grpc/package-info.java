/**
 * gRPC over HTTP/2, server side: framing, deadlines, limits. It answers every call, whatever the
 * client sends, and knows nothing of the messages inside.
 */
package io.keelson.mixer.door.grpc;

package io.keelson.mixer.dispatch;

/** In the place of a handler's answer: why there is none. */
record Failure(String reason) {}

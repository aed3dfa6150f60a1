/** The door for Istio 1.1 proxies: {@code istio.mixer.v1.Mixer}, Check and Report. */
package io.keelson.mixer.door.mixer;

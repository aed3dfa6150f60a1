/** Answers to checks, found again by the attributes that led to them. */
package io.keelson.mixer.cache;

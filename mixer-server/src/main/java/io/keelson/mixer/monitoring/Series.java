package io.keelson.mixer.monitoring;

/** The values of one metric under one combination of labels. Thread safe, never waits. */
public sealed interface Series permits Counter, Gauge, Histogram {}

package io.keelson.adapter.template;

import io.keelson.adapter.CheckResult;

/** The answer of a CHECK_WITH_OUTPUT handler. */
public record CheckOutput(CheckResult result, Outputs outputs) {}

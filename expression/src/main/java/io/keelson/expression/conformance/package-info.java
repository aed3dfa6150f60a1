/**
 * Runs files of conformance cases: an expression, a manifest, attributes, and the value, error and
 * references that must come of them.
 */
package io.keelson.expression.conformance;

/**
 * CEXL, the language of rules and instances: text → {@code Syntax} → {@code Node} → a class.
 *
 * <p>{@link io.keelson.expression.ExpressionCompiler} is the way in. The {@code Parser} takes Go's
 * grammar and refuses what is not CEXL; the {@code Checker} resolves names and types; the {@code
 * Simplifier} computes what is constant; the {@code Outliner} cuts large expressions; the {@code
 * Assembler} writes the class. Every recursion is bounded by the parser's limit on nesting, because
 * runs of one operator are one node however long they are.
 */
package io.keelson.expression;

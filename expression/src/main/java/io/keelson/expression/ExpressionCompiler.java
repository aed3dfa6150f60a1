package io.keelson.expression;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.AttributeScope;
import io.keelson.attribute.ValueType;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses, checks and compiles CEXL. Thread safe. The same text over the same attributes (name, type
 * and slot) gives the same object for as long as anyone holds it, so a configuration change leaves
 * warm code warm; what nobody holds any more is collected with its code.
 */
public final class ExpressionCompiler {

  /** One text compiled over certain attributes; goes when the expression does. */
  private static final class Known extends WeakReference<Expression> {
    private final String text;
    private final List<Attribute> attributes;

    Known(Expression expression, ReferenceQueue<Expression> collected) {
      super(expression, collected);
      this.text = expression.text();
      this.attributes = expression.attributes();
    }

    Expression in(AttributeScope scope) {
      Expression expression = get();
      if (expression == null) {
        return null;
      }
      for (Attribute attribute : attributes) {
        if (!attribute.equals(scope.find(attribute.name()))) {
          return null;
        }
      }
      return expression;
    }
  }

  private final Map<String, List<Known>> known = new HashMap<>();
  private final ReferenceQueue<Expression> collected = new ReferenceQueue<>();

  /**
   * Compiles an expression of any type.
   *
   * @throws ExpressionException where the text is no expression, or its types do not fit
   */
  public Expression compile(String text, AttributeScope scope) throws ExpressionException {
    Expression found = find(text, scope);
    return found != null ? found : keep(translate(text, scope), scope);
  }

  /**
   * Compiles an expression that must have that type.
   *
   * @throws ExpressionException as above, or where the expression has another type
   */
  public Expression compile(String text, AttributeScope scope, ValueType expected)
      throws ExpressionException {
    Expression expression = compile(text, scope);
    if (expression.type() != expected) {
      throw new ExpressionException(
          "expression '%s' evaluated to type %s, expected type %s"
              .formatted(Source.quoted(text), expression.type(), expected));
    }
    return expression;
  }

  /** How many expressions are kept; for tests. */
  int size() {
    synchronized (known) {
      forgetCollected();
      return known.values().stream().mapToInt(List::size).sum();
    }
  }

  private static Expression translate(String text, AttributeScope scope)
      throws ExpressionException {
    Syntax syntax;
    try {
      syntax = Parser.parse(text);
    } catch (ExpressionException e) {
      throw new ExpressionException(
          "failed to parse expression '" + Source.quoted(text) + "': " + e.getMessage());
    }
    var checker = new Checker(scope);
    Node node = Outliner.outline(Simplifier.simplify(checker.check(syntax)));
    return Assembler.assemble(text, node, List.copyOf(checker.attributes().values()));
  }

  private Expression find(String text, AttributeScope scope) {
    synchronized (known) {
      forgetCollected();
      for (Known candidate : known.getOrDefault(text, List.of())) {
        Expression expression = candidate.in(scope);
        if (expression != null) {
          return expression;
        }
      }
      return null;
    }
  }

  private Expression keep(Expression expression, AttributeScope scope) {
    synchronized (known) {
      Expression other = find(expression.text(), scope);
      if (other != null) {
        return other;
      }
      known
          .computeIfAbsent(expression.text(), text -> new ArrayList<>(1))
          .add(new Known(expression, collected));
      return expression;
    }
  }

  private void forgetCollected() {
    for (var reference = collected.poll(); reference != null; reference = collected.poll()) {
      var gone = (Known) reference;
      List<Known> candidates = known.get(gone.text);
      candidates.remove(gone);
      if (candidates.isEmpty()) {
        known.remove(gone.text);
      }
    }
  }
}

package io.keelson.expression;

import java.util.List;

/** Prints expressions as type errors name them: {@code EQ($a, "x")}, {@code $a:startsWith("x")}. */
final class SyntaxText {
  /** Messages show at most about this many characters of an expression. */
  private static final int LIMIT = 2_000;

  private final StringBuilder out = new StringBuilder();

  private SyntaxText() {}

  static String of(Syntax syntax) {
    var text = new SyntaxText();
    text.print(syntax);
    return text.result();
  }

  /** The first operands of a chain, as the nested calls that they are. */
  static String ofChain(String function, List<Syntax> operands) {
    var text = new SyntaxText();
    text.printChain(function, operands);
    return text.result();
  }

  private String result() {
    if (out.length() <= LIMIT) {
      return out.toString();
    }
    out.setLength(LIMIT);
    return out.append('…').toString();
  }

  private void print(Syntax syntax) {
    if (out.length() > LIMIT) {
      return;
    }
    switch (syntax) {
      case Syntax.Name name -> out.append('$').append(name.name());
      case Syntax.Literal literal -> out.append(literal.text());
      case Syntax.Chain chain -> printChain(chain.function(), chain.operands());
      case Syntax.Call call -> {
        if (call.receiver() != null) {
          print(call.receiver());
          out.append(':');
        }
        out.append(call.function()).append('(');
        String separator = "";
        for (Syntax argument : call.arguments()) {
          out.append(separator);
          print(argument);
          separator = ", ";
        }
        out.append(')');
      }
    }
  }

  private void printChain(String function, List<Syntax> operands) {
    int opening = operands.size() - 1;
    for (int i = 0; i < opening && out.length() <= LIMIT; i++) {
      out.append(function).append('(');
    }
    print(operands.getFirst());
    for (int i = 1; i < operands.size() && out.length() <= LIMIT; i++) {
      out.append(", ");
      print(operands.get(i));
      out.append(')');
    }
  }
}

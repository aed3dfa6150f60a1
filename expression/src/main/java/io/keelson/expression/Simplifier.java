package io.keelson.expression;

import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses operations that no type rule forbids but that have no meaning, and computes what does not
 * depend on the request: {@code ip("10.0.0.1")} is parsed once, not per request.
 */
final class Simplifier {
  private Simplifier() {}

  static Node simplify(Node node) throws ExpressionException {
    return switch (node) {
      case Node.Constant constant -> constant;
      case Node.Read read -> read;
      case Node.Outlined outlined -> outlined;
      case Node.Chain chain -> {
        List<Node> operands = simplify(chain.operands());
        refuse(chain.function(), chain.type());
        yield new Node.Chain(chain.function(), operands, chain.type());
      }
      case Node.Apply apply -> {
        List<Node> operands = simplify(apply.operands());
        if (!operands.isEmpty()) {
          refuse(apply.function(), operands.getFirst().type());
        }
        yield fold(new Node.Apply(apply.function(), operands, apply.type()));
      }
    };
  }

  private static List<Node> simplify(List<Node> nodes) throws ExpressionException {
    var simplified = new ArrayList<Node>(nodes.size());
    for (Node node : nodes) {
      simplified.add(simplify(node));
    }
    return List.copyOf(simplified);
  }

  private static void refuse(Function function, ValueType type) throws ExpressionException {
    String operation =
        switch (function) {
          case EQ, NEQ -> "equality";
          case LT -> "less than";
          case LEQ -> "less or equal";
          case GT -> "greater than";
          case GEQ -> "greater or equal";
          case ADD -> "Add";
          default -> null;
        };
    if (operation == null) {
      return;
    }
    String unusable =
        switch (type) {
          case DURATION -> "duration";
          case STRING_MAP -> "interface";
          case BOOL -> function == Function.EQ || function == Function.NEQ ? null : "bool";
          case IP_ADDRESS ->
              function == Function.EQ || function == Function.NEQ ? null : "interface";
          case TIMESTAMP -> function == Function.ADD ? "interface" : null;
          default -> null;
        };
    if (unusable != null) {
      throw new ExpressionException(
          "internal compiler error -- %s for type not yet implemented: %s"
              .formatted(operation, unusable));
    }
  }

  private static Node fold(Node.Apply apply) {
    if (apply.function() == Function.EMPTY_STRING_MAP) {
      return new Node.Constant(apply.type(), StringMap.EMPTY);
    }
    if (apply.operands().size() != 1
        || !(apply.operands().getFirst() instanceof Node.Constant constant)
        || !(constant.value() instanceof String text)) {
      return apply;
    }
    try {
      Object value =
          switch (apply.function()) {
            case TO_IP -> AddressText.parse(text);
            case TO_TIMESTAMP -> TimestampText.parse(text);
            case TO_DNS_NAME -> DnsNames.validate(text);
            case TO_EMAIL -> EmailAddresses.validate(text);
            case TO_URI -> Uris.validate(text);
            case TO_LOWER -> Operators.toLower(text);
            case SIZE -> Operators.size(text);
            default -> null;
          };
      return value == null ? apply : new Node.Constant(apply.type(), value);
    } catch (EvaluationException e) {
      // The request gets this error when, and only if, it comes to this part.
      return apply;
    }
  }
}

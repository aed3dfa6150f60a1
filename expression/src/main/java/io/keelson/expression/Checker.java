package io.keelson.expression;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.AttributeScope;
import io.keelson.attribute.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resolves names and computes types, bottom-up; nothing converts by itself. */
final class Checker {
  private final AttributeScope scope;
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();

  Checker(AttributeScope scope) {
    this.scope = scope;
  }

  /** The attributes that the checked expressions name, by name, in order of appearance. */
  Map<String, Attribute> attributes() {
    return attributes;
  }

  Node check(Syntax syntax) throws ExpressionException {
    return switch (syntax) {
      case Syntax.Literal literal -> new Node.Constant(literal.type(), literal.value());
      case Syntax.Name name -> read(name.name());
      case Syntax.Call call -> call(call);
      case Syntax.Chain chain -> chain(chain);
    };
  }

  private Node read(String name) throws ExpressionException {
    Attribute attribute = attributes.get(name);
    if (attribute == null) {
      attribute = scope.find(name);
      if (attribute == null) {
        throw new ExpressionException("unknown attribute " + Source.quoted(name));
      }
      attributes.put(name, attribute);
    }
    if (attribute.type() == ValueType.VALUE_TYPE_UNSPECIFIED) {
      throw new ExpressionException(
          "internal compiler error -- unhandled expression type: 'VALUE_TYPE_UNSPECIFIED'");
    }
    return new Node.Read(attribute);
  }

  private Node call(Syntax.Call call) throws ExpressionException {
    Function function = Function.named(call.function());
    if (function == null) {
      throw new ExpressionException("unknown function: " + Source.quoted(call.function()));
    }
    var operands = new ArrayList<Node>();
    if (call.receiver() != null) {
      if (function.receiver() == null) {
        throw new ExpressionException(
            "invoking regular function on instance method: " + function.title());
      }
      Node receiver = check(call.receiver());
      if (receiver.type() != function.receiver()) {
        throw new ExpressionException(
            "%s target typeError got %s, expected %s"
                .formatted(SyntaxText.of(call), receiver.type(), function.receiver()));
      }
      operands.add(receiver);
    } else if (function.receiver() != null) {
      throw new ExpressionException(
          "invoking instance method without an instance: " + function.title());
    }
    List<ValueType> parameters = function.parameters();
    if (call.arguments().size() != parameters.size()) {
      throw new ExpressionException(
          "%s arity mismatch. Got %d arg(s), expected %d arg(s)"
              .formatted(SyntaxText.of(call), call.arguments().size(), parameters.size()));
    }
    ValueType free = null;
    for (int i = 0; i < parameters.size(); i++) {
      Node argument = check(call.arguments().get(i));
      ValueType wanted = parameters.get(i);
      if (Function.isFree(wanted)) {
        free = free == null ? argument.type() : free;
        wanted = free;
      }
      if (argument.type() != wanted) {
        throw wrongType(SyntaxText.of(call), i + 1, call.arguments().get(i), argument, wanted);
      }
      operands.add(argument);
    }
    ValueType result = Function.isFree(function.result()) ? free : function.result();
    return function.isChained()
        ? new Node.Chain(function, List.copyOf(operands), result)
        : new Node.Apply(function, List.copyOf(operands), result);
  }

  private Node chain(Syntax.Chain chain) throws ExpressionException {
    Function function = Function.named(chain.function());
    List<Syntax> parts = chain.operands();
    var operands = new ArrayList<Node>(parts.size());
    boolean free = Function.isFree(function.result());
    ValueType wanted = free ? null : function.result();
    for (int i = 0; i < parts.size(); i++) {
      Node operand = check(parts.get(i));
      wanted = wanted == null ? operand.type() : wanted;
      if (operand.type() != wanted) {
        // The chain so far, seen as nested calls of two arguments.
        List<Syntax> prefix = parts.subList(0, Math.max(i + 1, 2));
        throw wrongType(
            SyntaxText.ofChain(chain.function(), prefix),
            i == 0 ? 1 : 2,
            parts.get(i),
            operand,
            wanted);
      }
      operands.add(operand);
    }
    return new Node.Chain(function, List.copyOf(operands), wanted);
  }

  private static ExpressionException wrongType(
      String call, int position, Syntax argument, Node node, ValueType wanted) {
    return new ExpressionException(
        "%s arg %d (%s) typeError got %s, expected %s"
            .formatted(call, position, SyntaxText.of(argument), node.type(), wanted));
  }
}

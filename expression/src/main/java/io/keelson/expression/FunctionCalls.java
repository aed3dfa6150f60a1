package io.keelson.expression;

import static io.keelson.expression.Assembler.desc;
import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_long;

import io.keelson.attribute.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Writes the calls of functions whose operands are on the operand stack. */
record FunctionCalls(CodeBuilder code) {
  private static final ClassDesc OPERATORS = desc(Operators.class);

  /** The class of a value on the operand stack. */
  static ClassDesc plain(ValueType type) {
    return switch (type) {
      case INT64 -> CD_long;
      case DOUBLE -> CD_double;
      case BOOL -> CD_boolean;
      default -> desc(type.valueClass());
    };
  }

  /**
   * Calls a function that evaluates all its operands.
   *
   * @param operand the type of the first operand
   */
  void invoke(Function function, ValueType operand, ValueType result) {
    switch (function) {
      case EQ -> equal(operand);
      case NEQ -> {
        equal(operand);
        code.iconst_1().ixor();
      }
      case LT -> compare("less", operand);
      case LEQ -> compare("lessOrEqual", operand);
      case GT -> compare("greater", operand);
      case GEQ -> compare("greaterOrEqual", operand);
      case MATCH -> operator("match", CD_boolean, CD_String, CD_String);
      case STARTS_WITH ->
          code.invokevirtual(CD_String, "startsWith", MethodTypeDesc.of(CD_boolean, CD_String));
      case ENDS_WITH ->
          code.invokevirtual(CD_String, "endsWith", MethodTypeDesc.of(CD_boolean, CD_String));
      case CONDITIONAL_STRING -> operator("choose", CD_String, CD_boolean, CD_String, CD_String);
      case TO_LOWER -> operator("toLower", CD_String, CD_String);
      case SIZE -> operator("size", CD_long, CD_String);
      case TO_IP -> convert(AddressText.class, "parse", result);
      case TO_TIMESTAMP -> convert(TimestampText.class, "parse", result);
      case TO_DNS_NAME -> convert(DnsNames.class, "validate", result);
      case TO_EMAIL -> convert(EmailAddresses.class, "validate", result);
      case TO_URI -> convert(Uris.class, "validate", result);
      default -> throw new IllegalStateException("no code for " + function);
    }
  }

  /** Makes a missing map entry, null, the empty text. */
  void orEmpty() {
    operator("orEmpty", CD_String, CD_String);
  }

  private void equal(ValueType type) {
    switch (type) {
      case INT64, DOUBLE, BOOL -> operator("equal", CD_boolean, plain(type), plain(type));
      case STRING ->
          code.invokevirtual(CD_String, "equals", MethodTypeDesc.of(CD_boolean, CD_Object));
      case DNS_NAME -> equal(DnsNames.class);
      case EMAIL_ADDRESS -> equal(EmailAddresses.class);
      case URI -> equal(Uris.class);
      default -> operator("equal", CD_boolean, CD_Object, CD_Object);
    }
  }

  private void equal(Class<?> owner) {
    code.invokestatic(desc(owner), "equal", MethodTypeDesc.of(CD_boolean, CD_String, CD_String));
  }

  private void compare(String name, ValueType type) {
    operator(name, CD_boolean, plain(type), plain(type));
  }

  private void convert(Class<?> owner, String name, ValueType type) {
    code.invokestatic(desc(owner), name, MethodTypeDesc.of(desc(type.valueClass()), CD_String));
  }

  private void operator(String name, ClassDesc result, ClassDesc... parameters) {
    code.invokestatic(OPERATORS, name, MethodTypeDesc.of(result, parameters));
  }

  void box(ValueType type, boolean boxed) {
    if (boxed) {
      switch (type) {
        case INT64 -> code.invokestatic(CD_Long, "valueOf", MethodTypeDesc.of(CD_Long, CD_long));
        case DOUBLE ->
            code.invokestatic(CD_Double, "valueOf", MethodTypeDesc.of(CD_Double, CD_double));
        case BOOL ->
            code.invokestatic(CD_Boolean, "valueOf", MethodTypeDesc.of(CD_Boolean, CD_boolean));
        default -> {}
      }
    }
  }

  void unbox(ValueType type) {
    switch (type) {
      case INT64 -> code.invokevirtual(CD_Long, "longValue", MethodTypeDesc.of(CD_long));
      case DOUBLE -> code.invokevirtual(CD_Double, "doubleValue", MethodTypeDesc.of(CD_double));
      case BOOL -> code.invokevirtual(CD_Boolean, "booleanValue", MethodTypeDesc.of(CD_boolean));
      default -> {}
    }
  }
}

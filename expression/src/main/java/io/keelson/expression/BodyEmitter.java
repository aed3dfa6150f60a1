package io.keelson.expression;

import static io.keelson.expression.Assembler.desc;
import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.keelson.expression.Assembler.Mode;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the code of one method. Each part leaves one value on the operand stack. A part that may
 * be missing gets a label to go to when it is; the stack is then as it was before the part.
 */
final class BodyEmitter {
  private static final ClassDesc READER = desc(Reader.class);
  private static final ClassDesc MAP = desc(StringMap.class);
  private static final ClassDesc BUILDER = desc(StringBuilder.class);

  /** Constants of a class file end at 65535 bytes; a char has at most three. */
  private static final int MAX_CONSTANT_CHARS = 20_000;

  private final Assembler assembler;
  private final CodeBuilder code;
  private final FunctionCalls calls;
  private final int bag;

  /**
   * Where the attributes are that have been read on every way to the place being written: as
   * objects, in local variables. What is read in one branch only is forgotten when the branches
   * meet.
   */
  private Map<Attribute, Integer> known = Map.of();

  BodyEmitter(Assembler assembler, CodeBuilder code, int bag) {
    this.assembler = assembler;
    this.code = code;
    this.calls = new FunctionCalls(code);
    this.bag = bag;
  }

  /** Returns the value. */
  void result(Node node, boolean boxed) {
    emit(node, boxed, null);
    code.return_(kind(node.type(), boxed));
  }

  /** Returns the value as an object, or null where there is none. */
  void nullableResult(Node node) {
    Label missing = code.newLabel();
    emit(node, true, missing);
    code.areturn();
    code.labelBinding(missing);
    code.aconst_null();
    code.areturn();
  }

  private static TypeKind kind(ValueType type, boolean boxed) {
    return boxed ? TypeKind.REFERENCE : TypeKind.from(FunctionCalls.plain(type));
  }

  private void plain(Node node) {
    emit(node, false, null);
  }

  /**
   * Pushes the value.
   *
   * @param missing where to go when there is none; null: throw
   */
  private void emit(Node node, boolean boxed, Label missing) {
    Label none = mayBeMissing(node) ? missing : null;
    switch (node) {
      case Node.Constant constant -> constant(constant, boxed);
      case Node.Read read -> read(read, boxed, none);
      case Node.Chain chain -> chain(chain, boxed, none);
      case Node.Apply apply -> apply(apply, boxed, none);
      case Node.Outlined outlined -> outlined(outlined, boxed, none);
    }
  }

  private void constant(Node.Constant constant, boolean boxed) {
    Object value = constant.value();
    if (value instanceof Boolean truth) {
      if (boxed) {
        code.getstatic(CD_Boolean, truth ? "TRUE" : "FALSE", CD_Boolean);
      } else {
        code.loadConstant(truth ? 1 : 0);
      }
    } else if (isLiteral(value, boxed) && assembler.hasRoom(value)) {
      code.loadConstant((ConstantDesc) value);
    } else {
      assembler.loadConstant(code, value, constant.type().valueClass());
      if (!boxed) {
        calls.unbox(constant.type());
      }
    }
  }

  /** Whether the class file itself can hold the constant in the form that is wanted. */
  private static boolean isLiteral(Object value, boolean boxed) {
    return value instanceof String text
        ? text.length() <= MAX_CONSTANT_CHARS
        : !boxed && (value instanceof Long || value instanceof Double);
  }

  private boolean mayBeMissing(Node node) {
    return node instanceof Node.Read read
        ? !known.containsKey(read.attribute())
        : node.mayBeMissing();
  }

  private void read(Node.Read read, boolean boxed, Label missing) {
    ValueType type = read.type();
    Integer local = known.get(read.attribute());
    if (local != null) {
      code.aload(local);
    } else {
      assembler.loadConstant(code, assembler.reader(read.attribute()), Reader.class);
      code.aload(bag);
      code.invokevirtual(
          READER,
          missing == null ? Reader.method(type) : Reader.orNullMethod(type),
          MethodTypeDesc.of(desc(type.valueClass()), Assembler.BAG));
      if (missing == null) {
        remember(read.attribute());
      } else {
        leaveWhenNull(missing);
      }
    }
    if (!boxed) {
      calls.unbox(type);
    }
  }

  private void remember(Attribute attribute) {
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.dup();
    code.astore(local);
    known = new HashMap<>(known);
    known.put(attribute, local);
  }

  /** Goes to the label without the reference on top of the stack when it is null. */
  private void leaveWhenNull(Label missing) {
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(local);
    code.aload(local);
    code.ifnull(missing);
    code.aload(local);
  }

  private void chain(Node.Chain chain, boolean boxed, Label missing) {
    switch (chain.function()) {
      case LAND, LOR -> {
        Label no = code.newLabel();
        Label end = code.newLabel();
        jump(chain, false, no);
        code.iconst_1();
        code.goto_(end);
        code.labelBinding(no);
        code.iconst_0();
        code.labelBinding(end);
        calls.box(chain.type(), boxed);
      }
      case OR -> firstPresent(chain.operands(), boxed, missing);
      default -> {
        sum(chain);
        calls.box(chain.type(), boxed);
      }
    }
  }

  private void firstPresent(List<Node> operands, boolean boxed, Label missing) {
    Label end = code.newLabel();
    var before = known;
    for (int i = 0; i < operands.size(); i++) {
      Node operand = operands.get(i);
      if (i == operands.size() - 1 || !mayBeMissing(operand)) {
        // What stands behind a part that always has a value is never needed.
        emit(operand, boxed, missing);
        break;
      }
      Label next = code.newLabel();
      emit(operand, boxed, next);
      code.goto_(end);
      code.labelBinding(next);
      known = before;
    }
    code.labelBinding(end);
    known = before;
  }

  private void sum(Node.Chain chain) {
    List<Node> operands = chain.operands();
    boolean texts = chain.type().valueClass() == String.class;
    if (texts && operands.size() > 2) {
      code.new_(BUILDER).dup();
      code.invokespecial(BUILDER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
      for (Node operand : operands) {
        plain(operand);
        code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, CD_String));
      }
      code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(CD_String));
      return;
    }
    plain(operands.getFirst());
    for (Node operand : operands.subList(1, operands.size())) {
      plain(operand);
      switch (chain.type()) {
        case INT64 -> code.ladd();
        case DOUBLE -> code.dadd();
        default -> code.invokevirtual(CD_String, "concat", MethodTypeDesc.of(CD_String, CD_String));
      }
    }
  }

  private void outlined(Node.Outlined outlined, boolean boxed, Label missing) {
    ValueType type = outlined.type();
    Mode mode = missing != null ? Mode.NULLABLE : boxed ? Mode.BOXED : Mode.PLAIN;
    ClassDesc result = mode == Mode.PLAIN ? FunctionCalls.plain(type) : desc(type.valueClass());
    MethodTypeDesc method = MethodTypeDesc.of(result, Assembler.BAG);
    String name = assembler.outline(outlined.body(), mode, method);
    code.aload(bag);
    code.invokestatic(Assembler.self(), name, method);
    if (missing != null) {
      leaveWhenNull(missing);
      if (!boxed) {
        calls.unbox(type);
      }
    }
  }

  /** Goes to the target when the condition is as wanted. */
  private void jump(Node node, boolean wanted, Label target) {
    if (node instanceof Node.Chain chain && chain.function() != Function.OR) {
      // All of && must hold, one of || may: each decides alone when its value is this one.
      boolean deciding = chain.function() == Function.LOR;
      List<Node> operands = chain.operands();
      Label decided = wanted == deciding ? target : code.newLabel();
      jump(operands.getFirst(), deciding, decided);
      // The others are not always evaluated.
      var afterFirst = known;
      operands.subList(1, operands.size() - 1).forEach(o -> jump(o, deciding, decided));
      jump(operands.getLast(), wanted, target);
      if (wanted != deciding) {
        code.labelBinding(decided);
      }
      known = afterFirst;
    } else if (node instanceof Node.Apply apply && apply.function() == Function.NEQ) {
      jump(new Node.Apply(Function.EQ, apply.operands(), ValueType.BOOL), !wanted, target);
    } else {
      plain(node);
      if (wanted) {
        code.ifne(target);
      } else {
        code.ifeq(target);
      }
    }
  }

  private void apply(Node.Apply apply, boolean boxed, Label missing) {
    List<Node> operands = apply.operands();
    switch (apply.function()) {
      case INDEX -> index(operands.get(0), operands.get(1), missing);
      case CONDITIONAL -> {
        Label otherwise = code.newLabel();
        Label end = code.newLabel();
        jump(operands.get(0), false, otherwise);
        var afterCondition = known;
        emit(operands.get(1), boxed, null);
        code.goto_(end);
        code.labelBinding(otherwise);
        known = afterCondition;
        emit(operands.get(2), boxed, null);
        code.labelBinding(end);
        known = afterCondition;
      }
      default -> {
        call(apply);
        calls.box(apply.type(), boxed);
      }
    }
  }

  private void index(Node map, Node key, Label missing) {
    if (missing == null) {
      plain(map);
      plain(key);
      code.invokevirtual(MAP, "get", MethodTypeDesc.of(CD_String, CD_String));
      calls.orEmpty();
      return;
    }
    emit(map, false, missing);
    if (mayBeMissing(key)) {
      int mapLocal = code.allocateLocal(TypeKind.REFERENCE);
      int keyLocal = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(mapLocal);
      emit(key, false, missing);
      code.astore(keyLocal);
      code.aload(mapLocal);
      code.aload(keyLocal);
    } else {
      plain(key);
    }
    code.invokevirtual(MAP, "get", MethodTypeDesc.of(CD_String, CD_String));
    leaveWhenNull(missing);
  }

  private void call(Node.Apply apply) {
    List<Node> operands = apply.operands();
    Function function = apply.function();
    if (function == Function.MATCHES) {
      matches(operands.get(0), operands.get(1));
      return;
    }
    operands.forEach(this::plain);
    calls.invoke(function, operands.getFirst().type(), apply.type());
  }

  private void matches(Node pattern, Node text) {
    RegularExpression compiled = compiled(pattern);
    if (compiled != null) {
      assembler.loadConstant(code, compiled, RegularExpression.class);
      plain(text);
      code.invokevirtual(
          desc(RegularExpression.class), "find", MethodTypeDesc.of(CD_boolean, CD_String));
    } else {
      assembler.loadConstant(code, new ChangingPattern(), ChangingPattern.class);
      plain(pattern);
      plain(text);
      code.invokevirtual(
          desc(ChangingPattern.class), "find", MethodTypeDesc.of(CD_boolean, CD_String, CD_String));
    }
  }

  /** The pattern where it is constant and valid; an invalid one is an error of each evaluation. */
  private static RegularExpression compiled(Node pattern) {
    if (pattern instanceof Node.Constant constant) {
      try {
        return RegularExpression.compile((String) constant.value());
      } catch (EvaluationException e) {
        return null;
      }
    }
    return null;
  }
}

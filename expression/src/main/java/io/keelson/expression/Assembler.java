package io.keelson.expression;

import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_List;
import static java.lang.constant.ConstantDescs.CD_MethodHandles;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.ValueType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a class of an expression: a hidden one, so that it is collected when nobody evaluates it
 * any more. Its constants are static final fields, which the JIT treats as constants; a class with
 * very many keeps the rest in an array, because a class file has room for 65535 entries.
 */
final class Assembler {
  static final ClassDesc BAG = desc(RequestBag.class);

  private static final int MAX_FIELDS = 1_500;

  // What the class is given when it is made, and gives back: its only instance. Reflection would
  // cost
  // as much again as making the class.
  private static final int TEXT = 0;
  private static final int TYPE = 1;
  private static final int ATTRIBUTES = 2;
  private static final int INSTANCE = 3;
  private static final int FIRST_CONSTANT = 4;

  private static final ClassDesc SELF = ClassDesc.of("io.keelson.expression.Compiled");
  private static final ClassDesc EXPRESSION = desc(Expression.class);
  private static final ClassDesc VALUE_TYPE = desc(ValueType.class);
  private static final ClassDesc OBJECTS = CD_Object.arrayType();
  private static final ClassDesc FAILURE = desc(EvaluationException.class);
  private static final ClassDesc RUNTIME_EXCEPTION = desc(RuntimeException.class);
  private static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(CD_void, CD_String, VALUE_TYPE, CD_List);

  /** A part that gets a method of its own. */
  private record Part(String name, MethodTypeDesc type, Node body, Mode mode) {}

  /** How a part gives its value. */
  enum Mode {
    /** As generated code computes with it: numbers and booleans unboxed. */
    PLAIN,
    /** As an object. */
    BOXED,
    /** As an object, or null where there is no value. */
    NULLABLE
  }

  /**
   * Literals that the class file itself holds; a number takes two of its entries, as a text does.
   */
  private static final int MAX_LITERALS = 10_000;

  private final Set<Object> literals = new HashSet<>();
  private final Map<Object, Integer> constants = new HashMap<>();
  private final List<Object> data = new ArrayList<>(Collections.nCopies(FIRST_CONSTANT, null));
  private final List<ClassDesc> constantTypes = new ArrayList<>();
  private final Map<Attribute, Reader> readers = new HashMap<>();
  private final Deque<Part> pending = new ArrayDeque<>();
  private int parts;

  private Assembler() {}

  static Expression assemble(String text, Node node, List<Attribute> attributes) {
    var assembler = new Assembler();
    byte[] bytes = assembler.classFile(node);
    Object[] data = assembler.data.toArray();
    data[TEXT] = text;
    data[TYPE] = node.type();
    data[ATTRIBUTES] = attributes;
    try {
      MethodHandles.lookup().defineHiddenClassWithClassData(bytes, data, true);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the class of '" + Source.quoted(text) + "' is unusable", e);
    }
    return (Expression) data[INSTANCE];
  }

  /** The class of a part by itself; for tests. */
  static byte[] classFileOf(Node node) {
    return new Assembler().classFile(node);
  }

  private byte[] classFile(Node node) {
    return ClassFile.of().build(SELF, builder -> write(builder, node));
  }

  private void write(ClassBuilder builder, Node node) {
    builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
    builder.withSuperclass(EXPRESSION);
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        CONSTRUCTOR,
        0,
        code ->
            code.aload(0)
                .aload(1)
                .aload(2)
                .aload(3)
                .invokespecial(EXPRESSION, ConstantDescs.INIT_NAME, CONSTRUCTOR)
                .return_());
    if (node.type() == ValueType.BOOL) {
      MethodTypeDesc test = MethodTypeDesc.of(CD_boolean, BAG);
      method(builder, "test", test, code -> body(code, node, Mode.PLAIN, 1));
      builder.withMethodBody(
          "evaluate",
          MethodTypeDesc.of(CD_Object, BAG),
          ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
          code ->
              code.aload(0)
                  .aload(1)
                  .invokevirtual(SELF, "test", test)
                  .invokestatic(CD_Boolean, "valueOf", MethodTypeDesc.of(CD_Boolean, CD_boolean))
                  .areturn());
    } else {
      method(
          builder,
          "evaluate",
          MethodTypeDesc.of(CD_Object, BAG),
          code -> body(code, node, Mode.BOXED, 1));
    }
    while (!pending.isEmpty()) {
      Part part = pending.pop();
      builder.withMethodBody(
          part.name(),
          part.type(),
          ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
          code -> body(code, part.body(), part.mode(), 0));
    }
    constants(builder);
  }

  /** A public method in which every exception becomes an EvaluationException. */
  private static void method(
      ClassBuilder builder, String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {
    builder.withMethodBody(
        name,
        type,
        ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
        code ->
            code.trying(
                body::accept,
                caught ->
                    caught.catching(
                        RUNTIME_EXCEPTION,
                        handler ->
                            handler
                                .invokestatic(
                                    desc(Operators.class),
                                    "failure",
                                    MethodTypeDesc.of(FAILURE, RUNTIME_EXCEPTION))
                                .athrow())));
  }

  private void body(CodeBuilder code, Node node, Mode mode, int bag) {
    var emitter = new BodyEmitter(this, code, bag);
    if (mode == Mode.NULLABLE) {
      emitter.nullableResult(node);
    } else {
      emitter.result(node, mode == Mode.BOXED);
    }
  }

  /** Calls for a method that computes the part; gives its name. */
  String outline(Node body, Mode mode, MethodTypeDesc type) {
    String name = "part" + parts++;
    pending.add(new Part(name, type, body, mode));
    return name;
  }

  static ClassDesc self() {
    return SELF;
  }

  Reader reader(Attribute attribute) {
    return readers.computeIfAbsent(attribute, Reader::of);
  }

  /** Whether one more literal may stand in the class file itself. */
  boolean hasRoom(Object literal) {
    if (literals.size() < MAX_LITERALS) {
      literals.add(literal);
      return true;
    }
    return literals.contains(literal);
  }

  /** Pushes an object that the class is given when it is made. */
  void loadConstant(CodeBuilder code, Object value, Class<?> type) {
    Integer known = constants.get(value);
    if (known == null) {
      known = constantTypes.size();
      constants.put(value, known);
      data.add(value);
      constantTypes.add(desc(type));
    }
    if (known < MAX_FIELDS) {
      code.getstatic(SELF, "c" + known, desc(type));
    } else {
      load(code.getstatic(SELF, "data", OBJECTS), FIRST_CONSTANT + known, desc(type));
    }
  }

  private void constants(ClassBuilder builder) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;
    int fields = Math.min(constantTypes.size(), MAX_FIELDS);
    for (int i = 0; i < fields; i++) {
      builder.withField("c" + i, constantTypes.get(i), flags);
    }
    builder.withField("data", OBJECTS, flags);
    builder.withMethodBody(
        ConstantDescs.CLASS_INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_STATIC,
        code -> {
          code.invokestatic(CD_MethodHandles, "lookup", MethodTypeDesc.of(CD_MethodHandles_Lookup))
              .ldc("_")
              .ldc(OBJECTS)
              .invokestatic(
                  CD_MethodHandles,
                  "classData",
                  MethodTypeDesc.of(CD_Object, CD_MethodHandles_Lookup, CD_String, CD_Class))
              .checkcast(OBJECTS)
              .dup()
              .astore(0)
              .putstatic(SELF, "data", OBJECTS);
          for (int i = 0; i < fields; i++) {
            ClassDesc type = constantTypes.get(i);
            load(code.aload(0), FIRST_CONSTANT + i, type);
            code.putstatic(SELF, "c" + i, type);
          }
          code.aload(0).loadConstant(INSTANCE).new_(SELF).dup();
          load(code.aload(0), TEXT, CD_String);
          load(code.aload(0), TYPE, VALUE_TYPE);
          load(code.aload(0), ATTRIBUTES, CD_List);
          code.invokespecial(SELF, ConstantDescs.INIT_NAME, CONSTRUCTOR).aastore().return_();
        });
  }

  /** Takes an element of the array on the stack. */
  private static void load(CodeBuilder code, int index, ClassDesc type) {
    code.loadConstant(index).aaload().checkcast(type);
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}

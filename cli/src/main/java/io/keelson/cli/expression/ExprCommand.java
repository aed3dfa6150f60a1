package io.keelson.cli.expression;

import io.keelson.attribute.References.Condition;
import io.keelson.attribute.References.Reference;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.cli.Json;
import io.keelson.expression.EvaluationException;
import io.keelson.expression.Expression;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.expression.ExpressionException;
import io.keelson.expression.conformance.CaseFile;
import io.keelson.expression.conformance.Outcome;
import io.keelson.expression.conformance.TypedValues;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keelson expr}: evaluates one expression, or runs a file of expression cases. */
@Command(
    name = "expr",
    description = {
      "Evaluate an expression over attributes: show its value, its type and the attributes it read.",
      "Given a file that ends in .json, run the cases in it and print one JSON object a line."
    })
public final class ExprCommand implements Callable<Integer> {
  enum Format {
    text,
    json
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "EXPRESSION|FILE.json",
      description = "The expression, or the file of cases.")
  private String subject;

  @Option(
      names = "--attributes",
      paramLabel = "FILE.yaml",
      description =
          "Attributes by name. Their types are those of the standard vocabulary, else the value's.")
  private Path attributes;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "How the value is printed.")
  private Format output;

  @Override
  public Integer call() throws IOException {
    if (!subject.endsWith(".json")) {
      return evaluate();
    }
    if (!Files.isRegularFile(Path.of(subject))) {
      throw new IllegalArgumentException(
          "there is no file "
              + subject
              + "; an expression that ends in .json can be put in parentheses");
    }
    return runCases(Path.of(subject));
  }

  private int runCases(Path path) throws IOException {
    CaseFile file;
    try {
      file = CaseFile.of(new JsonObject(Files.readString(path)).getMap());
    } catch (DecodeException cause) {
      throw new IllegalArgumentException(path + " is not JSON: " + cause.getMessage(), cause);
    } catch (IllegalArgumentException cause) {
      throw new IllegalArgumentException(path + ": " + cause.getMessage(), cause);
    }
    PrintWriter out = spec.commandLine().getOut();
    var compiler = new ExpressionCompiler();
    boolean pass = true;
    for (Outcome outcome : file.runAll(compiler)) {
      out.println(Json.write(outcome.toTree()));
      pass &= outcome.pass();
    }
    out.flush();
    return pass ? 0 : 1;
  }

  private int evaluate() throws IOException {
    AttributeFile given = attributes == null ? AttributeFile.EMPTY : AttributeFile.read(attributes);
    Vocabulary vocabulary = given.vocabulary();
    Expression expression;
    try {
      expression = new ExpressionCompiler().compile(subject, vocabulary);
    } catch (ExpressionException wrong) {
      return fail("compileError", wrong.getMessage(), List.of());
    }
    RequestBag bag = RequestBag.of(vocabulary, given.values());
    try {
      Object value = expression.evaluate(bag);
      print(expression, value, bag.references().list());
      return 0;
    } catch (EvaluationException noValue) {
      return fail("evalError", noValue.getMessage(), bag.references().list());
    }
  }

  private int fail(String what, String why, List<Reference> references) {
    if (output == Format.json) {
      var json = new LinkedHashMap<String, Object>();
      json.put(what, why);
      json.put("referenced", texts(references));
      PrintWriter out = spec.commandLine().getOut();
      out.println(Json.write(json));
      out.flush();
    } else {
      PrintWriter err = spec.commandLine().getErr();
      err.println((what.equals("evalError") ? "no value: " : "not an expression: ") + why);
      printReferences(err, references);
    }
    return 1;
  }

  private void print(Expression expression, Object value, List<Reference> references) {
    PrintWriter out = spec.commandLine().getOut();
    ValueType type = expression.type();
    if (output == Format.json) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("resultType", type.name());
      json.put("result", TypedValues.write(value));
      json.put("referenced", texts(references));
      out.println(Json.write(json));
    } else {
      out.println("value       " + io.keelson.adapter.Values.text(value));
      out.println("type        " + type);
      printReferences(out, references);
    }
    out.flush();
  }

  private static void printReferences(PrintWriter out, List<Reference> references) {
    if (!references.isEmpty()) {
      out.println("referenced  " + String.join(", ", texts(references)));
    }
    out.flush();
  }

  /** {@code a} read, {@code -a} looked for and absent, {@code m[k]} a key of a map. */
  private static List<String> texts(List<Reference> references) {
    return references.stream()
        .map(
            reference ->
                (reference.condition() == Condition.ABSENCE ? "-" : "")
                    + reference.name()
                    + (reference.key() == null ? "" : "[" + reference.key() + "]"))
        .toList();
  }
}

package io.keelson.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader refuses, each rule by itself. */
class TemplateRulesTest {
  @TempDir private Path folder;

  private List<String> errors(Protos protos) throws Exception {
    var set = protos.compile();
    var refused = catchThrowableOfType(TemplateException.class, () -> TemplateReader.read(set));
    assertThat(refused).as("the definition must be refused").isNotNull();
    assertThat(refused.getMessage()).startsWith("errors during parsing\nError: ");
    assertThat(refused.errors()).allMatch(e -> e.startsWith("Error: ") && e.endsWith("."));
    return refused.errors();
  }

  private String error(Protos protos) throws Exception {
    List<String> errors = errors(protos);
    assertThat(errors).hasSize(1);
    return errors.getFirst();
  }

  private String errorOf(String variety, String body) throws Exception {
    return error(Protos.in(folder).file("x.proto", Protos.template("pkg.thing", variety, body)));
  }

  @Test
  void proto2IsRefused() throws Exception {
    String text =
        Protos.template("thing", "CHECK", "message Template {}").replace("proto3", "proto2");
    assertThat(error(Protos.in(folder).file("x.proto", text)))
        .isEqualTo("Error: x.proto:1: only syntax proto3 is accepted, and this file has proto2.");
  }

  @Test
  void proto2IsRefusedInTheOtherFilesOfThePackageToo() throws Exception {
    var protos =
        Protos.in(folder)
            .file("x.proto", Protos.template("thing", "CHECK", "message Template {}"))
            .file("y.proto", "syntax = \"proto2\"; package thing; message R {}");
    assertThat(error(protos)).startsWith("Error: y.proto:1: only syntax proto3");
  }

  @Test
  void editionsAreRefused() throws Exception {
    String text =
        Protos.template("thing", "CHECK", "message Template {}")
            .replace("syntax = \"proto3\"", "edition = \"2023\"");
    assertThat(error(Protos.in(folder).file("x.proto", text)))
        .contains("only syntax proto3 is accepted, and this file has editions");
  }

  @Test
  void aPackageIsNeeded() throws Exception {
    String text =
        Protos.template("thing", "CHECK", "message Template {}").replace("package thing;", "");
    assertThat(error(Protos.in(folder).file("x.proto", text)))
        .startsWith("Error: x.proto: the package name is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.thing2", "a.my_thing", "v1"})
  void theLastSegmentHasOnlyLetters(String name) throws Exception {
    String text = Protos.template(name, "CHECK", "message Template {}");
    assertThat(error(Protos.in(folder).file("x.proto", text)))
        .isEqualTo(
            ("Error: x.proto:2: the last segment '%s' of the package '%s'"
                    + " does not match ^[a-zA-Z]+$.")
                .formatted(name.substring(name.lastIndexOf('.') + 1), name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-thing", "thing2", ""})
  void theTemplateNameHasOnlyLetters(String name) throws Exception {
    String option = "option (istio.mixer.adapter.model.v1beta1.template_name) = \"" + name + "\";";
    assertThat(errorOf("CHECK", option + " message Template {}"))
        .isEqualTo(
            "Error: x.proto:6: the option template_name '%s' does not match ^[a-zA-Z]+$."
                .formatted(name));
  }

  @Test
  void someFileCarriesTheVariety() throws Exception {
    var protos =
        Protos.in(folder)
            .file("x.proto", "syntax = \"proto3\"; package thing; message Template {}");
    assertThat(error(protos))
        .contains("one file must carry the option template_variety, and none of these does")
        .contains("x.proto");
  }

  @Test
  void onlyOneFileCarriesTheVariety() throws Exception {
    var protos =
        Protos.in(folder)
            .file("x.proto", Protos.template("a", "CHECK", "message Template {}"))
            .file("y.proto", Protos.template("b", "CHECK", "message Template {}"));
    assertThat(error(protos)).endsWith("and several do: x.proto, y.proto.");
  }

  @Test
  void templateIsNeeded() throws Exception {
    assertThat(errorOf("CHECK", "message Templates {}"))
        .isEqualTo("Error: x.proto: the message 'Template' is not defined.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ATTRIBUTE_GENERATOR", "CHECK_WITH_OUTPUT"})
  void outputIsNeededByVarietiesThatHaveOne(String variety) throws Exception {
    assertThat(errorOf(variety, "message Template {}"))
        .startsWith("Error: x.proto: the message 'OutputTemplate' is not defined")
        .contains(variety);
  }

  @ParameterizedTest
  @CsvSource({"name", "Name", "NAME", "nAmE"})
  void nameIsReservedInAnyCase(String name) throws Exception {
    assertThat(errorOf("CHECK", "\nmessage Template { string " + name + " = 1; }"))
        .startsWith(
            "Error: x.proto:7: the field '%s' of the message 'Template' has a reserved name"
                .formatted(name));
  }

  @Test
  void nameIsReservedInOutputsToo() throws Exception {
    assertThat(
            errorOf(
                "CHECK_WITH_OUTPUT",
                "message Template {} message OutputTemplate { int64 name = 1; }"))
        .contains("the field 'name' of the message 'OutputTemplate' has a reserved name");
  }

  @Test
  void nameIsReservedInResourceMessagesToo() throws Exception {
    assertThat(errorOf("CHECK", "message Template { R r = 1; } message R { string Name = 2; }"))
        .contains("the field 'Name' of the message 'R' has a reserved name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int32",
        "uint32",
        "uint64",
        "sint32",
        "sint64",
        "fixed32",
        "fixed64",
        "sfixed32",
        "sfixed64",
        "float",
        "bytes"
      })
  void otherScalarsAreRefused(String type) throws Exception {
    assertThat(errorOf("REPORT", "message Template {\n  " + type + " f = 1; }"))
        .startsWith(
            "Error: x.proto:7: the field 'f' of the message 'Template' has the unsupported type "
                + type
                + "; supported types: string, int64, double, bool, ")
        .contains("istio.policy.v1beta1.Value");
  }

  @Test
  void otherScalarsAreRefusedInResourceMessagesToo() throws Exception {
    assertThat(errorOf("REPORT", "message Template {} message R { float f = 1; }"))
        .contains("the field 'f' of the message 'R' has the unsupported type float");
  }

  @Test
  void enumsAreRefused() throws Exception {
    assertThat(errorOf("REPORT", "enum E { A = 0; } message Template { E e = 1; }"))
        .contains(
            "the field 'e' of the message 'Template' has the unsupported type enum pkg.thing.E");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int32", "int64", "bool", "uint64"})
  void mapKeysAreStrings(String key) throws Exception {
    assertThat(errorOf("REPORT", "message Template { map<" + key + ", string> m = 1; }"))
        .contains("the field 'm'")
        .contains("is a map with the unsupported key type " + key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"float", "int32", "bytes"})
  void mapValuesOfUnsupportedTypesAreRefusedWithTheReason(String value) throws Exception {
    assertThat(errorOf("REPORT", "message Template { map<string, " + value + "> m = 1; }"))
        .contains("is a map whose value has the unsupported type " + value + "; supported types");
  }

  @ParameterizedTest
  @ValueSource(strings = {"istio.policy.v1beta1.Value", "map<string, istio.policy.v1beta1.Value>"})
  void generatorsHaveNoDynamicFields(String type) throws Exception {
    String text = "message OutputTemplate {} message Template { " + type + " v = 1; }";
    assertThat(errorOf("ATTRIBUTE_GENERATOR", text))
        .contains("has the unsupported type istio.policy.v1beta1.Value; supported types")
        .doesNotContain("Uri, istio.policy.v1beta1.Value");
  }

  @Test
  void generatorsHaveNoDynamicFieldsDeepDownEither() throws Exception {
    String text =
        "message OutputTemplate {} message Template { R r = 1; }"
            + " message R { istio.policy.v1beta1.Value v = 1; }";
    assertThat(errorOf("ATTRIBUTE_GENERATOR", text)).contains("the field 'v' of the message 'R'");
  }

  @ParameterizedTest
  @CsvSource({
    "istio.policy.v1beta1.Value, has the unsupported type istio.policy.v1beta1.Value",
    "R, has the unsupported type pkg.thing.R",
    "repeated string, is repeated",
    "'map<string, int64>', 'has the unsupported type map<string, int64>'",
    "'map<string, R>', 'has the unsupported type map<string, pkg.thing.R>'",
    "float, has the unsupported type float"
  })
  void outputsAreFlat(String type, String reason) throws Exception {
    String text = "message R {} message Template {} message OutputTemplate { " + type + " f = 1; }";
    for (String variety : List.of("ATTRIBUTE_GENERATOR", "CHECK_WITH_OUTPUT")) {
      assertThat(errorOf(variety, text))
          .contains("the field 'f' of the message 'OutputTemplate' " + reason)
          .contains("string, int64, double, bool")
          .contains("map<string, string>");
    }
  }

  @Test
  void repeatedFieldsAreRefused() throws Exception {
    assertThat(errorOf("REPORT", "message Template { repeated string f = 1; }"))
        .contains(
            "the field 'f' of the message 'Template' is repeated, and expressions make no lists");
  }

  @Test
  void messagesOfOtherPackagesAreRefused() throws Exception {
    var protos =
        Protos.in(folder)
            .file("other.proto", "syntax = \"proto3\"; package other; message R {}")
            .file(
                "x.proto",
                Protos.template(
                    "thing",
                    "CHECK",
                    "import \"other.proto\"; message Template { other.R r = 1; }"));
    assertThat(error(protos)).contains("has the unsupported type other.R");
  }

  @Test
  void messagesInsideMessagesAreRefused() throws Exception {
    assertThat(errorOf("CHECK", "message Template { message In {} In in = 1; }"))
        .contains("has the unsupported type pkg.thing.Template.In")
        .contains("messages at the top level of the same package");
  }

  @ParameterizedTest
  @ValueSource(ints = {72295727, 72295728})
  void numbersOfGeneratedFieldsAreTaken(int number) throws Exception {
    assertThat(errorOf("CHECK", "message Template { string f = " + number + "; }"))
        .contains("the field 'f' of the message 'Template' has the number " + number);
  }

  @Test
  void generatedMessagesMustNotMeet() throws Exception {
    assertThat(errorOf("CHECK", "message Template {} message Output {}"))
        .contains("the message 'Output' needs a generated message 'OutputMsg'");
  }

  @Test
  void generatedClassesMustNotMeet() throws Exception {
    assertThat(errorOf("CHECK", "message Template {} message ThingInstance {}"))
        .contains("the message 'ThingInstance' has the name of a generated class");
  }

  @Test
  void everythingIsReportedAtOnce() throws Exception {
    var errors =
        errors(
            Protos.in(folder)
                .file(
                    "x.proto",
                    Protos.template(
                        "bad1",
                        "CHECK_WITH_OUTPUT",
                        "message Template { float a = 1;\n bytes b = 2; string name = 3; }")));
    assertThat(errors).hasSize(5);
    assertThat(errors.get(0)).contains("'bad1'");
    assertThat(errors.get(1)).startsWith("Error: x.proto:6: the field 'a'");
    assertThat(errors.get(2)).startsWith("Error: x.proto:7: the field 'b'");
    assertThat(errors.get(3)).startsWith("Error: x.proto:7: the field 'name'");
    assertThat(errors.get(4)).contains("'OutputTemplate' is not defined");
  }

  @Test
  void withoutSourceInfoTheFileIsNamedAlone() throws Exception {
    var set =
        Protos.in(folder)
            .file("x.proto", Protos.template("t", "CHECK", "message Template { float f = 1; }"))
            .compile()
            .toBuilder();
    set.getFileBuilderList().forEach(f -> f.clearSourceCodeInfo());
    var refused =
        catchThrowableOfType(TemplateException.class, () -> TemplateReader.read(set.build()));
    assertThat(refused.errors().getFirst()).startsWith("Error: x.proto: the field 'f'");
  }

  @Test
  void twoTemplatesOfOneNameAreRefused() throws Exception {
    var protos =
        Protos.in(folder)
            .file("x.proto", Protos.template("a.same", "CHECK", "message Template {}"))
            .file("y.proto", Protos.template("b.Same", "CHECK", "message Template {}"));
    var set = protos.compile();
    var refused =
        catchThrowableOfType(
            TemplateException.class,
            () -> TemplateReader.readAll(set, List.of("x.proto", "y.proto")));
    assertThat(refused.errors())
        .containsExactly("Error: the template name 'same' is used by both x.proto and y.proto.");
  }
}

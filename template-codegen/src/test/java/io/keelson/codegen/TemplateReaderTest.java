package io.keelson.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reader makes of definitions that follow the rules. */
class TemplateReaderTest {
  @TempDir private Path folder;

  private TemplateModel read(String protoPackage, String variety, String body) throws Exception {
    return Protos.in(folder).file("x.proto", Protos.template(protoPackage, variety, body)).read();
  }

  @Test
  void namesComeFromThePackage() throws Exception {
    var model = read("A.b.myThing", "REPORT", "message Template {}");
    assertThat(model.name()).isEqualTo("mything");
    assertThat(model.interfaceName()).isEqualTo("MyThing");
    assertThat(model.protoPackage()).isEqualTo("a.b.mything");
    assertThat(model.variety()).isEqualTo(TemplateVariety.TEMPLATE_VARIETY_REPORT);
    assertThat(model.output()).isNull();
  }

  @Test
  void templateNameChangesTheNamesButNotThePackage() throws Exception {
    var model =
        read(
            "a.myThing",
            "CHECK",
            "option (istio.mixer.adapter.model.v1beta1.template_name) = \"otherOne\";"
                + " message Template {}");
    assertThat(model.name()).isEqualTo("otherone");
    assertThat(model.interfaceName()).isEqualTo("OtherOne");
    assertThat(model.protoPackage()).isEqualTo("a.mything");
  }

  @Test
  void everySupportedTypeIsRead() throws Exception {
    var model =
        read(
            "all",
            "REPORT",
            """
            message Template {
              string a = 1;
              int64 b = 2;
              double c = 3;
              bool d = 4;
              istio.policy.v1beta1.Value e = 5;
              istio.policy.v1beta1.TimeStamp f = 6;
              istio.policy.v1beta1.Duration g = 7;
              istio.policy.v1beta1.IPAddress h = 8;
              istio.policy.v1beta1.DNSName i = 9;
              istio.policy.v1beta1.EmailAddress j = 10;
              istio.policy.v1beta1.Uri k = 11;
              R l = 12;
              map<string, double> m = 13;
              map<string, istio.policy.v1beta1.Uri> n = 14;
              map<string, istio.policy.v1beta1.Value> o = 15;
              map<string, R> p = 16;
            }
            message R {}
            """);
    assertThat(model.template().fields())
        .extracting(FieldModel::kind)
        .containsExactly(
            new FieldKind.Scalar(ScalarKind.STRING),
            new FieldKind.Scalar(ScalarKind.INT64),
            new FieldKind.Scalar(ScalarKind.DOUBLE),
            new FieldKind.Scalar(ScalarKind.BOOL),
            new FieldKind.Dynamic(),
            new FieldKind.Scalar(ScalarKind.TIMESTAMP),
            new FieldKind.Scalar(ScalarKind.DURATION),
            new FieldKind.Scalar(ScalarKind.IP_ADDRESS),
            new FieldKind.Scalar(ScalarKind.DNS_NAME),
            new FieldKind.Scalar(ScalarKind.EMAIL_ADDRESS),
            new FieldKind.Scalar(ScalarKind.URI),
            new FieldKind.Nested("R"),
            new FieldKind.ScalarMap(ScalarKind.DOUBLE),
            new FieldKind.ScalarMap(ScalarKind.URI),
            new FieldKind.DynamicMap(),
            new FieldKind.NestedMap("R"));
  }

  @Test
  void outputsMayBeAnySpecialType() throws Exception {
    var model =
        read(
            "gen",
            "ATTRIBUTE_GENERATOR",
            """
            message Template {}
            message OutputTemplate {
              reserved 2, 5 to 7;
              reserved "old";
              istio.policy.v1beta1.IPAddress ip = 1;
              istio.policy.v1beta1.TimeStamp time = 3;
              map<string, string> labels = 4;
            }
            """);
    assertThat(model.output().fields())
        .extracting(FieldModel::kind)
        .containsExactly(
            new FieldKind.Scalar(ScalarKind.IP_ADDRESS),
            new FieldKind.Scalar(ScalarKind.TIMESTAMP),
            new FieldKind.ScalarMap(ScalarKind.STRING));
    assertThat(model.output().reservedNames()).containsExactly("old");
    assertThat(model.output().reservedRanges()).hasSize(2);
  }

  @Test
  void resourceMessagesMaySpreadOverFilesAndContainThemselves() throws Exception {
    var model =
        Protos.in(folder)
            .file(
                "r.proto", "syntax = \"proto3\"; package t; message R { map<string, R> more = 1; }")
            .file("s.proto", "syntax = \"proto3\"; package t; message S { S deeper = 1; }")
            .file(
                "x.proto",
                Protos.template(
                    "t",
                    "CHECK",
                    "import \"r.proto\"; import \"s.proto\";"
                        + " message Template { R r = 1; S s = 2; }"))
            .read();
    assertThat(model.resources()).containsOnlyKeys("R", "S");
    assertThat(model.containsItself("R")).as("through a map an empty one ends").isFalse();
    assertThat(model.containsItself("S")).isTrue();
  }

  @Test
  void commentsAreKept() throws Exception {
    var model =
        read(
            "t",
            "CHECK",
            """
            // Says it.
            //
            //   indented
            message Template {
              // Before.
              string a = 1;
              string b = 2; // Behind.
              string c = 3;
            }
            """);
    assertThat(model.template().comment()).isEqualTo("Says it.\n\n  indented");
    assertThat(model.template().fields())
        .extracting(FieldModel::comment)
        .containsExactly("Before.", "Behind.", "");
  }

  @Test
  void aFolderGivesOneTemplateAPackage() throws Exception {
    var set =
        Protos.in(folder)
            .file("b.proto", Protos.template("beta", "CHECK", "message Template {}"))
            .file(
                "a.proto",
                Protos.template("alpha", "QUOTA", "message Template { R r = 1; } message R {}"))
            .compile();
    assertThat(TemplateReader.readAll(set, List.of("a.proto", "b.proto")))
        .extracting(TemplateModel::name)
        .containsExactly("alpha", "beta");
  }

  @Test
  void whatTheCompilerSaysReachesTheAuthor() {
    var protos = Protos.in(folder).file("x.proto", "syntax = \"proto3\"; mesage Template {}");
    assertThatThrownBy(protos::compile)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.proto:1:20");
  }

  @Test
  void dynamicValuesAreFoundAtAnyDepth() throws Exception {
    var model =
        read(
            "t",
            "CHECK",
            """
            message Template { A a = 1; C c = 2; }
            message A { map<string, B> b = 1; }
            message B { A back = 1; map<string, istio.policy.v1beta1.Value> v = 2; }
            message C { string s = 1; C deeper = 2; }
            """);
    assertThat(model.hasDynamic(new FieldKind.Nested("A"))).isTrue();
    assertThat(model.hasDynamic(new FieldKind.Nested("C"))).isFalse();
  }

  @Test
  void theTemplateOfTheReadmeIsOne() throws Exception {
    Path readme = Path.of(System.getProperty("keelson.root"), "template-codegen", "README.md");
    String text = Files.readString(readme);
    int start = text.indexOf("```proto\n") + "```proto\n".length();
    var model =
        Protos.in(folder)
            .file("greeting.proto", text.substring(start, text.indexOf("```", start)))
            .read();
    assertThat(JavaGenerator.generate(model, "com.acme.template"))
        .containsKeys(
            "com/acme/template/greeting/GreetingHandler.java",
            "com/acme/template/greeting/AsyncGreetingHandler.java",
            "com/acme/template/greeting/GreetingInstance.java",
            "com/acme/template/greeting/GreetingType.java",
            "com/acme/template/greeting/GreetingTemplate.java");
  }
}

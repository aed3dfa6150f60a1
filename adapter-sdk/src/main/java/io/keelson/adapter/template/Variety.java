package io.keelson.adapter.template;

/** In which call a template takes part, numbered as {@code TemplateVariety}. */
public enum Variety {
  CHECK(0),
  REPORT(1),
  QUOTA(2),
  ATTRIBUTE_GENERATOR(3),
  CHECK_WITH_OUTPUT(4);

  private final int number;

  Variety(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}

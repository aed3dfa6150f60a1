package io.keelson.adapter;

import com.google.protobuf.Message;
import io.keelson.adapter.template.Template;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What an adapter declares.
 *
 * @param name an RFC 1035 label: the value of {@code compiledAdapter} and the legacy resource kind
 * @param description one sentence for {@code keelson adapters}
 * @param defaultConfig the configuration that operators' values are laid over; its descriptor is
 *     the schema
 * @param templates what the adapter takes
 * @param execution how its handlers behave when called
 */
public record AdapterInfo<C extends Message>(
    String name,
    String description,
    C defaultConfig,
    List<Template> templates,
    Execution execution) {

  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

  public AdapterInfo {
    if (!LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "adapter name '" + name + "' is not a DNS label: lower case letters, digits and hyphens");
    }
    Objects.requireNonNull(
        defaultConfig, () -> "adapter '" + name + "' has no default configuration");
    Objects.requireNonNull(execution, () -> "adapter '" + name + "' does not say how it executes");
    templates = List.copyOf(templates);
  }
}

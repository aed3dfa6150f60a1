package io.keelson.mixer.plugin;

import io.keelson.adapter.Adapter;
import java.util.List;

/**
 * An adapter and where it comes from.
 *
 * @param version of its plugin
 * @param provider of its plugin; may be empty
 * @param origin the plugin's file name
 */
public record InstalledAdapter(Adapter<?> adapter, String version, String provider, String origin) {

  public String name() {
    return adapter.info().name();
  }

  public String description() {
    return adapter.info().description();
  }

  /** The names of the templates that it takes. */
  public List<String> templates() {
    return adapter.info().templates().stream().map(template -> template.name()).toList();
  }
}

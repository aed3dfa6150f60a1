package io.keelson.mixer.server;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.template.StandardTemplates;
import io.keelson.adapter.template.Template;
import io.keelson.config.snapshot.AdapterCatalog;
import java.util.Collection;
import java.util.LinkedHashMap;

/** The templates that instances can be of. */
final class Templates {
  private Templates() {}

  /** The standard ones and those that adapters bring; a standard one wins over one of its name. */
  static Collection<Template> of(AdapterCatalog adapters) {
    var templates = new LinkedHashMap<String, Template>();
    StandardTemplates.all().forEach(template -> templates.put(template.name(), template));
    for (Adapter<?> adapter : adapters.all()) {
      adapter.info().templates().forEach(t -> templates.putIfAbsent(t.name(), t));
    }
    return templates.values();
  }
}

package io.keelson.config.snapshot;

import io.keelson.adapter.template.Template;
import io.keelson.config.resource.Resource;
import java.util.Map;

/**
 * An instance whose template is known and whose expressions are not compiled yet.
 *
 * @param fields the tree that holds the template's fields
 * @param path of that tree in the resource
 * @param bindings the tree of attribute bindings
 * @param bindingsPath of that tree in the resource
 */
record InstanceShape(
    Resource resource,
    Template template,
    Map<?, ?> fields,
    String path,
    Map<?, ?> bindings,
    String bindingsPath) {}

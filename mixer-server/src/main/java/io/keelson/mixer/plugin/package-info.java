/** Adapters from a folder of plugins, each behind a class loader of its own. */
package io.keelson.mixer.plugin;

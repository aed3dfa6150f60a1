package io.keelson.mixer.plugin;

import java.nio.file.Path;
import org.pf4j.CompoundPluginLoader;
import org.pf4j.DefaultPluginLoader;
import org.pf4j.DefaultPluginManager;
import org.pf4j.JarPluginLoader;
import org.pf4j.Plugin;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginWrapper;
import org.pf4j.RuntimeMode;

/** PF4J as adapters use it. PF4J itself takes no locks: one thread at a time. */
final class AdapterPluginManager extends DefaultPluginManager {
  private final SdkVersion sdk;

  AdapterPluginManager(Path root, SdkVersion sdk) {
    super(root);
    this.sdk = sdk;
  }

  @Override
  public RuntimeMode getRuntimeMode() {
    return RuntimeMode.DEPLOYMENT;
  }

  @Override
  protected PluginLoader createPluginLoader() {
    return new CompoundPluginLoader()
        .add(
            new JarPluginLoader(this) {
              @Override
              protected PluginClassLoader createPluginClassLoader(
                  Path path, PluginDescriptor descriptor) {
                return classLoader(descriptor);
              }
            })
        .add(
            new DefaultPluginLoader(this) {
              @Override
              protected PluginClassLoader createPluginClassLoader(
                  Path path, PluginDescriptor descriptor) {
                return classLoader(descriptor);
              }
            });
  }

  private PluginClassLoader classLoader(PluginDescriptor descriptor) {
    return new AdapterClassLoader(this, descriptor, getClass().getClassLoader());
  }

  /** A plugin has no life cycle of its own: its adapters' handlers have. */
  @Override
  protected PluginFactory createPluginFactory() {
    return wrapper -> new Plugin() {};
  }

  @Override
  protected void validatePluginDescriptor(PluginDescriptor descriptor) {
    require(descriptor.getPluginId(), "Plugin-Id");
    require(descriptor.getVersion(), "Plugin-Version");
    PluginWrapper other = getPlugin(descriptor.getPluginId());
    if (other != null) {
      throw new PluginRuntimeException(
          "its Plugin-Id '"
              + descriptor.getPluginId()
              + "' is already there, from "
              + other.getPluginPath().getFileName());
    }
    if (!descriptor.getDependencies().isEmpty()) {
      throw new PluginRuntimeException(
          "its manifest has Plugin-Dependencies, but adapter plugins stand alone: put the libraries"
              + " into the jar");
    }
    String requires = descriptor.getRequires();
    if (requires == null || requires.isBlank() || requires.equals("*")) {
      return;
    }
    SdkVersion wanted = SdkVersion.parse(requires);
    if (wanted == null) {
      throw new PluginRuntimeException(
          "its manifest has Plugin-Requires '"
              + requires
              + "', which is no version such as "
              + sdk);
    }
    if (!sdk.accepts(wanted)) {
      throw new PluginRuntimeException(
          "it was built for adapter SDK "
              + requires
              + ", this server has "
              + sdk
              + ": build it against keelson-adapter-sdk "
              + sdk);
    }
  }

  private static void require(String value, String attribute) {
    if (value == null || value.isBlank()) {
      throw new PluginRuntimeException(
          "its META-INF/MANIFEST.MF has no " + attribute + ", so it is no plugin");
    }
  }

  @Override
  protected boolean isPluginValid(PluginWrapper plugin) {
    // The version was checked when the descriptor was read; PF4J's own check knows no qualifiers.
    return true;
  }
}

package io.keelson.mixer.plugin;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/**
 * A plugin's own classes, then the JDK. Of the server it shows what an adapter compiles against and
 * nothing else, so that a plugin's libraries never meet the server's.
 */
final class AdapterClassLoader extends PluginClassLoader {
  private static final List<String> SHARED =
      List.of("io.keelson.adapter.", "io.keelson.attribute.", "com.google.protobuf.", "org.slf4j.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader server;

  AdapterClassLoader(PluginManager manager, PluginDescriptor descriptor, ClassLoader server) {
    super(manager, descriptor, server);
    this.server = server;
  }

  @Override
  public Class<?> loadClass(String name) throws ClassNotFoundException {
    return loadClass(name, false);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      if (found == null) {
        found = load(name);
      }
      if (resolve) {
        resolveClass(found);
      }
      return found;
    }
  }

  private Class<?> load(String name) throws ClassNotFoundException {
    if (name.startsWith("java.")) {
      return getPlatformClassLoader().loadClass(name);
    }
    for (String prefix : SHARED) {
      if (name.startsWith(prefix)) {
        return server.loadClass(name);
      }
    }
    try {
      return findClass(name);
    } catch (ClassNotFoundException notInPlugin) {
      return getPlatformClassLoader().loadClass(name);
    }
  }

  @Override
  public URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : getPlatformClassLoader().getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    var all = new ArrayList<URL>(Collections.list(findResources(name)));
    all.addAll(Collections.list(getPlatformClassLoader().getResources(name)));
    return Collections.enumeration(all);
  }
}

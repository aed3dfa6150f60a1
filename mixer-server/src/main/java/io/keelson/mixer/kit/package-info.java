/** What runs behind the kit that authors of adapters test with. */
package io.keelson.mixer.kit;

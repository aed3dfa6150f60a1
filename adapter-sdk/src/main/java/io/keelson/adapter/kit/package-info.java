/**
 * For tests of adapters. {@link io.keelson.adapter.kit.Kit} runs an adapter through the server's
 * real configuration and dispatch, from YAML and attribute values to results; {@link
 * io.keelson.adapter.kit.FakeEnvironment} is for tests of a handler alone. Time stands still in
 * both until the test moves it.
 */
package io.keelson.adapter.kit;

/**
 * Attributes: their names and types, the dictionary that both ends of the wire know, and the bag
 * that holds those of one request.
 *
 * <p>{@link io.keelson.attribute.RequestBag} is the hot part. It reads {@code CompressedAttributes}
 * in one pass that checks everything and makes nothing, and makes a value when something asks for
 * it. {@link io.keelson.attribute.Vocabulary} gives each name a slot, {@link
 * io.keelson.attribute.References} records what was asked for, {@link
 * io.keelson.attribute.WireReader} and {@link io.keelson.attribute.WireWriter} are all of protobuf
 * that is needed. Nothing here does I/O.
 */
package io.keelson.attribute;

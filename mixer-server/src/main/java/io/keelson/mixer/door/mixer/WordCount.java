package io.keelson.mixer.door.mixer;

import io.keelson.attribute.AttributeException;
import io.keelson.attribute.Dictionary;

/** Checks that a caller does not know words of the global dictionary that we do not. */
final class WordCount {
  private WordCount() {}

  /**
   * Refuses a caller with a longer dictionary.
   *
   * @param callerWords a uint32
   */
  static void check(int callerWords) throws AttributeException {
    if (Integer.compareUnsigned(callerWords, Dictionary.size()) > 0) {
      throw new AttributeException(
          "inconsistent global dictionary versions used: mixer knows "
              + Dictionary.size()
              + " words, caller knows "
              + Integer.toUnsignedString(callerWords));
    }
  }
}

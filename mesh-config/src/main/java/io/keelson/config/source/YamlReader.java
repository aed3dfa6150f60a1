package io.keelson.config.source;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 text that holds several documents. A document that does not parse spoils only
 * itself: the text is cut at its separator lines first.
 *
 * <p>Keys are always text, also bare {@code y}, {@code on}, {@code 8080} or {@code null}. Plain
 * values follow the YAML 1.2 core schema, so {@code yes} and {@code on} are text; {@code <<}
 * merges. Numbers become Long, or Double where they have a fraction or exceed 64 bits.
 */
public final class YamlReader {
  private static final int MAX_CODE_POINTS = 16 << 20;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MAX_CODE_POINTS).setLabel("document").build();

  /**
   * One document.
   *
   * @param tree Map, List, String, Boolean, Long, Double or null
   * @param line where it begins, from 1
   */
  public record Document(Object tree, int line) {}

  /** Why a document does not parse; line and column from 1. */
  public record Fault(int line, int column, String reason) {}

  /** What a text holds; comments and empty documents are neither. */
  public record Content(List<Document> documents, List<Fault> faults) {}

  private record Chunk(String text, int line) {}

  private YamlReader() {}

  /** Reads all documents; never throws because of the text. */
  public static Content read(String text) {
    var documents = new ArrayList<Document>();
    var faults = new ArrayList<Fault>();
    for (Chunk chunk : cut(text)) {
      try {
        var events = new Parse(SETTINGS).parseString(chunk.text).iterator();
        var composer = new YamlComposer(events, chunk.line);
        documents.addAll(composer.documents());
      } catch (YamlComposer.FaultException e) {
        faults.add(e.fault());
      } catch (YamlEngineException e) {
        faults.add(fault(e, chunk));
      }
    }
    return new Content(List.copyOf(documents), List.copyOf(faults));
  }

  private static Fault fault(YamlEngineException e, Chunk chunk) {
    if (e instanceof MarkedYamlEngineException marked) {
      var mark = marked.getProblemMark().or(marked::getContextMark);
      String reason = marked.getProblem() == null ? marked.getContext() : marked.getProblem();
      if (marked.getContext() != null && marked.getProblem() != null) {
        reason = marked.getContext() + ": " + marked.getProblem();
      }
      return new Fault(
          chunk.line + mark.map(m -> m.getLine()).orElse(0),
          mark.map(m -> m.getColumn() + 1).orElse(1),
          reason);
    }
    if (e instanceof ReaderException unreadable) {
      int end = Math.min(unreadable.getPosition(), chunk.text.length());
      String before = chunk.text.substring(0, end);
      int line = (int) before.chars().filter(c -> c == '\n').count();
      return new Fault(
          chunk.line + line,
          end - before.lastIndexOf('\n'),
          "the character U+%04X is not allowed in YAML".formatted(unreadable.getCodePoint()));
    }
    return new Fault(chunk.line, 1, e.getMessage());
  }

  /** Cuts before each separator line: three hyphens, then white space or the end of the line. */
  private static List<Chunk> cut(String text) {
    var chunks = new ArrayList<Chunk>();
    int begin = text.startsWith("\uFEFF") ? 1 : 0;
    int beginLine = 1;
    int line = 1;
    int at = begin;
    while (at < text.length()) {
      if (at > begin && isSeparator(text, at)) {
        String chunk = text.substring(begin, at);
        // comments and directives belong to the document that the separator opens
        if (hasContent(chunk)) {
          chunks.add(new Chunk(chunk, beginLine));
          begin = at;
          beginLine = line;
        } else if (chunk.indexOf('%') < 0) {
          begin = at;
          beginLine = line;
        }
      }
      int end = endOfLine(text, at);
      at = end;
      line++;
    }
    if (hasContent(text.substring(begin))) {
      chunks.add(new Chunk(text.substring(begin), beginLine));
    }
    return chunks;
  }

  private static boolean hasContent(String chunk) {
    for (int at = 0; at < chunk.length(); ) {
      int end = endOfLine(chunk, at);
      String line = chunk.substring(at, end).strip();
      if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != '%') {
        return true;
      }
      at = end;
    }
    return false;
  }

  private static boolean isSeparator(String text, int at) {
    return text.startsWith("---", at)
        && (at + 3 == text.length() || Character.isWhitespace(text.charAt(at + 3)));
  }

  private static int endOfLine(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        return i + 1;
      }
      if (c == '\r') {
        return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
      }
    }
    return text.length();
  }
}

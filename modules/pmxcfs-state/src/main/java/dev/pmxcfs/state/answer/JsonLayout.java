package dev.pmxcfs.state.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Where an answer has its blanks and line breaks, of which the C server's clients see every one
 * (operations, section 4). It says so for each depth of nesting, the outermost first.
 */
final class JsonLayout {

  /** Left to itself, Jackson closes what was left open, in an answer that is half made too. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_CONTENT).build();

  private final List<Level> levels;

  private JsonLayout(List<Level> levels) {
    this.levels = levels;
  }

  static JsonLayout of(Level... levels) {
    return new JsonLayout(List.of(levels));
  }

  /**
   * What stands around the members of an object, or the elements of an array.
   *
   * @param open before them all
   * @param colon between a member's name and its value
   * @param separator between two of them
   * @param close behind them all
   * @param closeEmpty the same where there are none
   */
  record Level(
      SerializedString open,
      SerializedString colon,
      SerializedString separator,
      SerializedString close,
      SerializedString closeEmpty) {

    static Level object(String open, String colon, String separator, String close) {
      return of(open, colon, separator, close, close);
    }

    static Level array(String open, String separator, String close, String closeEmpty) {
      return of(open, "", separator, close, closeEmpty);
    }

    private static Level of(
        String open, String colon, String separator, String close, String closeEmpty) {
      return new Level(
          new SerializedString(open),
          new SerializedString(colon),
          new SerializedString(separator),
          new SerializedString(close),
          new SerializedString(closeEmpty));
    }
  }

  /** Writes what is in an answer. */
  interface Content {

    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Gives an answer this layout; UTF-8. */
  byte[] write(Content content) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(answer)) {
      json.setPrettyPrinter(new Printer());
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("an answer is no JSON: " + e.getMessage(), e);
    }
    return answer.toByteArray();
  }

  /** Follows the nesting of one answer. */
  private final class Printer implements PrettyPrinter {

    private int depth = -1;

    private Level level() {
      return levels.get(depth);
    }

    private void open(JsonGenerator json) throws IOException {
      depth++;
      json.writeRaw(level().open());
    }

    private void close(JsonGenerator json, int count) throws IOException {
      json.writeRaw(count == 0 ? level().closeEmpty() : level().close());
      depth--;
    }

    @Override
    public void writeStartObject(JsonGenerator json) throws IOException {
      open(json);
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(level().colon());
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
      json.writeRaw(level().separator());
    }

    @Override
    public void writeEndObject(JsonGenerator json, int memberCount) throws IOException {
      close(json, memberCount);
    }

    @Override
    public void writeStartArray(JsonGenerator json) throws IOException {
      open(json);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(level().separator());
    }

    @Override
    public void writeEndArray(JsonGenerator json, int elementCount) throws IOException {
      close(json, elementCount);
    }

    /** Nothing, since {@link Level#open} has all of it. */
    @Override
    public void beforeObjectEntries(JsonGenerator json) {}

    /** Nothing, as for objects. */
    @Override
    public void beforeArrayValues(JsonGenerator json) {}

    /** Nothing: an answer is one object. */
    @Override
    public void writeRootValueSeparator(JsonGenerator json) {}
  }
}

package dev.pmxcfs.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.junit.rules.ExternalResource;

/**
 * Perl's {@code decode_json}, with which pmxcfs's clients read answers. Perl's own module JSON::PP
 * is as strict as JSON::XS: no control characters, no bad escapes, no half surrogate pairs. On what
 * is UTF-8 its versions differ: some take the bytes of a surrogate. Java's decoder takes none.
 */
public final class PerlJson extends ExternalResource {

  private static final String DECODE_ALL =
      """
      $| = 1;
      binmode STDIN;
      while (read(STDIN, my $length, 4) == 4) {
        read(STDIN, my $json, unpack('N', $length));
        eval { decode_json($json) };
        print $@ ? 'refused: ' . $@ =~ s/\\s+/ /gr : 'decoded', "\\n";
      }
      """;

  private Process perl;
  private DataOutputStream answers;
  private BufferedReader verdicts;

  @Override
  protected void before() throws IOException {
    perl =
        new ProcessBuilder("perl", "-MJSON::PP", "-e", DECODE_ALL)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = new DataOutputStream(perl.getOutputStream());
    verdicts = new BufferedReader(new InputStreamReader(perl.getInputStream(), ISO_8859_1));
  }

  @Override
  protected void after() {
    perl.destroyForcibly();
  }

  /** Asserts that an answer is UTF-8 and that Perl takes it. */
  public void assertDecodes(String about, byte[] answer) throws IOException {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(answer));
    } catch (CharacterCodingException e) {
      throw new AssertionError(about + " is not UTF-8: " + new String(answer, ISO_8859_1), e);
    }
    answers.writeInt(answer.length);
    answers.write(answer);
    answers.flush();
    assertEquals(about + ": " + new String(answer, ISO_8859_1), "decoded", verdicts.readLine());
  }
}

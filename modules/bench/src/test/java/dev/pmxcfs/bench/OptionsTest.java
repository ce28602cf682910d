package dev.pmxcfs.bench;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.bench.measure.Lengths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** The command line, as {@code scripts/bench} writes it. */
public class OptionsTest {

  private static Options parse(String... options) {
    var arguments = new ArrayList<>(List.of("launcher", "programs", "libraries", "report"));
    arguments.addAll(List.of(options));
    return Options.parse(arguments.toArray(String[]::new));
  }

  @Test
  public void withoutOptionsAllPartsAreMeasuredAtFullLength() {
    assertEquals(EnumSet.allOf(Part.class), parse().parts());
    assertEquals(Lengths.FULL, parse().lengths());
  }

  @Test
  public void onlyThePartsThatAreNamedAreMeasured() {
    var options = parse("--only", "clients", "--rounds", "7", "--only", "limits");
    assertEquals(EnumSet.of(Part.CLIENTS, Part.LIMITS), options.parts());
    assertEquals(7, options.lengths().rounds());
  }

  @Test
  public void aPartThatDoesNotExistIsToldThoseThatDo() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> parse("--only", "client"));
    assertTrue(refusal.getMessage(), refusal.getMessage().contains("clients"));
  }

  @Test
  public void cPmxcfsIsMeasuredWhereItIsAtHand() {
    assertEquals(Optional.empty(), parse().cPmxcfs());
    assertEquals(Optional.of(Path.of("/c/pmxcfs")), parse("--pmxcfs", "/c/pmxcfs").cPmxcfs());
  }
}

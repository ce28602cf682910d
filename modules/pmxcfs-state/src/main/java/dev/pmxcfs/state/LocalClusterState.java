package dev.pmxcfs.state;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Publication;
import dev.pmxcfs.state.ServedTree.Snapshot;
import dev.pmxcfs.state.answer.CachedAnswer;
import dev.pmxcfs.state.answer.ClusterInfoAnswer;
import dev.pmxcfs.state.answer.ClusterLogAnswer;
import dev.pmxcfs.state.answer.FsVersionAnswer;
import dev.pmxcfs.state.answer.GuestPropertyAnswers;
import dev.pmxcfs.state.answer.RrdDumpAnswer;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.nodes.Status;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.ChangeOrder;
import dev.pmxcfs.state.tokens.TokenFile;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeFollower;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The state of a node without a cluster around it. */
final class LocalClusterState implements ClusterState {

  private final ByteString node;
  private final Clock clock;
  private final int startTime;
  private final ServedTree served;
  private final Measurements measurements;
  private final NodeStatus status;
  private final ClusterLog log;
  private final RrdDumpAnswer rrdDump;
  private final CachedAnswer<Configuration, Status> fsVersion = new CachedAnswer<>(this::fsVersion);
  private final CachedAnswer<ByteString, Status> clusterInfo =
      new CachedAnswer<>(ClusterInfoAnswer::of);
  private final GuestPropertyAnswers guestProperties = new GuestPropertyAnswers();
  private final TokenFile tokens = new TokenFile();

  private LocalClusterState(ConfigSource source, ByteString node, Clock clock, int startTime) {
    this.node = node;
    this.clock = clock;
    this.startTime = startTime;
    this.measurements = new Measurements(clock);
    this.status = new NodeStatus(node, measurements);
    this.log = new ClusterLog(node, clock);
    this.rrdDump = new RrdDumpAnswer(measurements, clock);
    this.served = new ServedTree(source);
  }

  /** As the other, of a node by itself. */
  static LocalClusterState open(StateOptions options, Clock clock) throws IOException {
    return open(options, ChangeOrder.LOCAL, clock);
  }

  /** As {@link ClusterState#open}, with the clock that tells the start time. */
  static LocalClusterState open(StateOptions options, ChangeOrder order, Clock clock)
      throws IOException {
    ByteString node = ByteString.of(options.nodeNameOrHostName());
    int startTime = (int) clock.instant().getEpochSecond();
    return new LocalClusterState(source(options, order, clock), node, clock, startTime);
  }

  private static ConfigSource source(StateOptions options, ChangeOrder order, Clock clock)
      throws IOException {
    String directory = options.getConfigDirectory();
    return directory != null
        ? DirectorySource.open(Path.of(directory), clock)
        : DatabaseSource.open(
            Path.of(options.getDatabase()),
            Optional.ofNullable(options.getCorosyncConf()).map(Path::of),
            order,
            clock);
  }

  private byte[] fsVersion(Configuration configuration, Status current) {
    int guestListVersion = configuration.guests().version();
    return FsVersionAnswer.of(startTime, guestListVersion, configuration.watched(), current);
  }

  @Override
  public byte[] fsVersion() {
    return fsVersion.of(served.current().configuration(), status.current());
  }

  @Override
  public byte[] clusterInfo() {
    return clusterInfo.of(node, status.current());
  }

  @Override
  public byte[] guestList() {
    return served.current().guestList();
  }

  @Override
  public byte[] clusterLog(ByteString user, long max) {
    return ClusterLogAnswer.of(log.newest(user, max));
  }

  @Override
  public byte[] rrdDump() {
    return rrdDump.toBytes();
  }

  @Override
  public Optional<byte[]> config(ByteString path) {
    return tree().file(ConfigPath.of(path));
  }

  @Override
  public Optional<List<ByteString>> names(ByteString path) {
    return tree()
        .find(ConfigPath.of(path))
        .filter(Directory.class::isInstance)
        .map(directory -> names((Directory) directory));
  }

  private static List<ByteString> names(Directory directory) {
    return directory.children().stream().map(entry -> entry.attributes().name()).toList();
  }

  @Override
  public boolean hasGuest(long vmid) {
    return served.current().guests().guest(vmid).isPresent();
  }

  @Override
  public Optional<byte[]> guestProperties(long vmid, List<ByteString> names, int maxLength) {
    Snapshot current = served.current();
    return guestProperties.ofOne(current.tree(), current.guests(), vmid, names, maxLength);
  }

  @Override
  public byte[] guestProperties(List<ByteString> names, int maxLength) {
    Snapshot current = served.current();
    return guestProperties.ofAll(current.tree(), current.guests(), names, maxLength);
  }

  @Override
  public boolean isToken(byte[] token) {
    return tokens.contains(tree(), token);
  }

  @Override
  public ConfigTree tree() {
    return served.current().tree();
  }

  @Override
  public ConfigTree follow(TreeFollower follower) {
    return served.follow(follower);
  }

  @Override
  public void unfollow(TreeFollower follower) {
    served.unfollow(follower);
  }

  @Override
  public void beforeReads(UnsettledChanges changes) {
    served.beforeReads(changes);
  }

  @Override
  public boolean isSettled() {
    return served.isSettled();
  }

  @Override
  public CompletionStage<Void> settle() {
    return served.settle();
  }

  @Override
  public ChangeLog changes() {
    return served.changes();
  }

  @Override
  public boolean isPrivate(ByteString path) {
    return ConfigPath.of(path).isPrivate();
  }

  @Override
  public Optional<byte[]> status(ByteString ofNode, ByteString key) {
    return status.get(ofNode, key);
  }

  @Override
  public Publication publish(ByteString key, byte[] value) {
    return status.publish(key, value);
  }

  @Override
  public void log(int priority, ByteString ident, ByteString tag, int pid, ByteString message) {
    log.add(priority, ident, tag, pid, message);
  }

  @Override
  public NodeStatus status() {
    return status;
  }

  @Override
  public ClusterLog log() {
    return log;
  }

  @Override
  public Measurements measurements() {
    return measurements;
  }

  @Override
  public StateStats stats() {
    long now = clock.instant().getEpochSecond();
    return StateStats.of(served.last().configuration(), status.current(), log, node, now);
  }

  @Override
  public SourceStatus source() {
    return served.source();
  }

  @Override
  public void close() throws IOException {
    served.close();
  }
}

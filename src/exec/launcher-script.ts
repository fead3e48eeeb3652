/**
 * The program of the launcher, for perl without any module: the smaller a process, the faster it forks.
 *
 *   worker ──control──▶ launcher ──fork──▶ seat, one for each slot ──fork, exec──▶ command
 *     └───────────────requests (a FIFO for each seat)──▲
 *   replies of all of them go to one channel: their standard output
 *
 * Arguments: `apart` (we lead a session, in which each command has a process group of its own) or `kin` (commands belong to
 * our group, have our stderr and ignore SIGPIPE), the directory that is removed in the end, O_NONBLOCK, and other signals
 * that commands which are kin ignore. The control channel is standard input: a line `ID NAME` opens a seat which reads its requests from `DIRECTORY/NAME`, `GROUP stays` exempts a
 * group from the end. Requests are described in launch-message.
 *
 * A seat has one command at a time: it reads a request, forks, and waits. So nothing depends on a signal, which perl takes
 * too late when it comes just before a wait. Replies are lines, `ID WHAT …`:
 *
 *   P pid                       the command runs, and has its streams; one that has ended within 5 ms skips this
 *   F step errno                it has not, nothing follows
 *   E step errno                it cannot be executed, S follows
 *   S pid status user system left   it has ended: wait status, processor time in s, whether its group has members left
 *   L                           the seat itself is gone
 *
 * When the control channel ends, the worker is gone: what runs is ended, the directory goes, and so do all of us.
 */
export const LAUNCHER_SCRIPT = String.raw`
use strict;
my ($kinship, $root, $nonblock, @ignored) = @ARGV;
my $is_apart = $kinship eq 'apart';
my (%seats, %kept, $requests, $reply, $id, $has_changed, $told);

sub reply { syswrite $reply, "$id @_\n" }

sub give_up {
  my ($step) = @_;
  reply('E', $step, $! + 0);
  kill KILL => $$;
}

# In the new process, which has its streams. Whatever needs a right comes before that is given away.
sub execute {
  my ($cwd, $chroot, $nice, $user, $limits) = splice @_, 0, 5;
  if ($is_apart) {
    $SIG{$_} = 'DEFAULT' for qw(TERM INT HUP);
    # It came too early, and would be lost.
    kill $told => $$ if $told;
    setpgrp 0, 0;
  }
  if (length $limits) {
    my $status = system { 'prlimit' } 'prlimit', '--pid', $$, split / /, $limits;
    $! = 1 if $status > 0;
    give_up('limits') if $status;
  }
  length $nice and (setpriority 0, 0, $nice + getpriority 0, 0 or give_up('nice'));
  length $chroot and (chroot $chroot or give_up('chroot'));
  length $chroot and (chdir '/' or give_up('chroot'));
  length $cwd and (chdir $cwd or give_up('directory'));
  if (length $user) {
    my ($uid, $gid, @others) = split / /, $user;
    ($!, $() = (0, $gid);
    $) = join ' ', $gid, @others ? @others : $gid;
    ($<, $>) = ($uid, $uid);
    $! = 1, give_up('user') if $< != $uid || $> != $uid || $( != $gid || $) != $gid;
  }
  exec { $_[0] } @_;
  give_up('exec');
}

# Gives the bytes of the next request, or nothing when there is none.
sub next_request {
  my $request = '';
  until (length $request >= 4 && length $request >= unpack 'N', $request) {
    my $count = sysread $requests, $request, 65536, length $request;
    return if defined $count ? !$count : $! != 4; # 4: EINTR
  }
  return $request;
}

# Opens a FIFO that blocks afterwards, as programs expect, but not now: whoever has the other end may have died.
sub open_fifo {
  my ($handle, $path, $mode) = @_;
  return sysopen($handle, $path, $mode | $nonblock) && fcntl $handle, 4, 0; # 4: F_SETFL
}

# Opens the streams of the next command as ours, which spares the new process the work. As 0 to 3 are closed, each gets the
# least of them.
sub open_streams {
  my ($directory, $flags, $input) = @_;
  if ($flags =~ /i/) {
    pipe STDIN, my $feed or return;
    syswrite $feed, $input if length $input;
    close $feed;
  } else {
    open_fifo(\*STDIN, "$directory/stdin", 0) or return;
  }
  open_fifo(\*STDOUT, "$directory/stdout", 1) or return;
  if ($is_apart) {
    ($flags =~ /m/ ? open STDERR, '>&', \*STDOUT : open_fifo(\*STDERR, "$directory/stderr", 1)) or return;
  }
  return $flags !~ /c/ || open_fifo(\*CONTROL, "$directory/control", 1);
}

sub close_streams {
  close STDIN;
  close STDOUT;
  close STDERR if $is_apart;
  close CONTROL;
}

sub seat {
  my ($name) = @_;
  $0 = "gearctl launcher, seat $id";
  sysopen $requests, "$root/$name", 0 or kill KILL => $$;
  close_streams();
  $SIG{CHLD} = sub { $has_changed = 1 };
  my (%base, @varied);
  while (defined(my $request = next_request())) {
    my ($length, $text_length) = unpack 'NN', $request;
    my ($directory, $flags, $env_size, $varied_size, @words) = split /\0/, substr($request, 8, $text_length), -1;
    if ($flags =~ /e/) {
      %base = map { split /=/, $_, 2 } splice @words, 0, $env_size;
      %ENV = %base;
    } else {
      exists $base{$_} ? $ENV{$_} = $base{$_} : delete $ENV{$_} for @varied;
    }
    @varied = ();
    for (splice @words, 0, $varied_size) {
      my ($variable, $value) = split /=/, $_, 2;
      push @varied, $variable;
      defined $value ? $ENV{$variable} = $value : delete $ENV{$variable};
    }

    if (!open_streams($directory, $flags, substr $request, 8 + $text_length)) {
      reply('F', 'streams', $! + 0);
      close_streams();
      next;
    }
    # Whoever it becomes may open /dev/stdin.
    chown((split / /, $words[3])[0], -1, \*STDIN) if length $words[3] && $flags =~ /i/;
    ($has_changed, $told) = (0, '');
    my $pid = fork;
    execute(@words) if defined $pid && !$pid;
    my $errno = $! + 0;
    close_streams();
    if (!defined $pid) {
      reply('F', 'fork', $errno);
      next;
    }
    setpgrp $pid, $pid if $is_apart;
    # Most are over by then, which spares the worker a word.
    select undef, undef, undef, 0.005 if $flags =~ /i/ && !$has_changed;
    if (waitpid($pid, 1) != $pid) {
      reply('P', $pid);
      waitpid $pid, 0;
    }
    my $status = $?;
    my (undef, undef, $user_s, $system_s) = times;
    my $has_left = $is_apart && kill 0 => -$pid;
    reply('S', $pid, $status, $user_s, $system_s, $has_left ? 1 : 0);
  }
  kill KILL => $$;
}

# The living processes of our session besides us, as pid => process group; but for those of groups that are to stay.
sub living {
  my %living;
  opendir my $processes, '/proc' or return;
  for my $pid (grep /^\d+$/, readdir $processes) {
    open my $file, '<', "/proc/$pid/stat" or next;
    my $stat = <$file> // next;
    my ($state, undef, $group, $session) = split / /, substr $stat, 2 + rindex $stat, ')';
    $living{$pid} = $group if $session == $$ && $pid != $$ && $state !~ /[ZX]/ && !$kept{$group};
  }
  return %living;
}

# Ends what runs: TERM, and after two or three seconds KILL. Those in our own group are seats that are being
# killed, and what has been forked just now.
sub end_commands {
  my %told;
  my $start = time;
  while (time < $start + 6) {
    my %living = living() or return;
    my %groups = map { $_ => 1 } grep { $_ != $$ } values %living;
    kill TERM => -$_ and kill CONT => -$_ for grep { !$told{$_}++ } keys %groups;
    time > $start + 2 and kill KILL => -$_ for keys %groups;
    select undef, undef, undef, 0.05;
  }
}

sub remove {
  my ($path) = @_;
  if (!-l $path && -d _ && opendir my $directory, $path) {
    for (readdir $directory) { remove("$path/$_") unless /^\.\.?$/ }
    rmdir $path;
  } else {
    unlink $path;
  }
}

$0 = 'gearctl launcher';
# What the worker itself has inherited is not for commands.
if (opendir my $descriptors, '/proc/self/fd') {
  for my $number (grep { /^\d+$/ && $_ > 2 } readdir $descriptors) {
    open INHERITED, '<&=', $number and close INHERITED;
  }
}
# What is above descriptor 3 no command gets; 3 itself is for those with a control channel.
$^F = 3;
open CONTROL, '<', '/dev/null' and fileno CONTROL == 3 or exit 1;
open $reply, '>&', \*STDOUT or exit 1;
$SIG{PIPE} = $is_apart ? sub { } : 'IGNORE';
$SIG{CHLD} = sub { };
# They are for the worker, which tells us what is to be done.
if ($is_apart) { $SIG{$_} = sub { $told = $_[0] } for qw(TERM INT HUP) }
$SIG{$_} = 'IGNORE' for @ignored;
syswrite $reply, "0 ready\n";

my $lines = '';
while (1) {
  my $readable = "\1";
  my $count = select $readable, undef, undef, 10;
  while ((my $pid = waitpid -1, 1) > 0) {
    $id = delete $seats{$pid};
    reply('L') if defined $id;
  }
  next if $count < 1;
  sysread STDIN, $lines, 4096, length $lines or last;
  while ($lines =~ s/^(\d+) (.*)\n//) {
    (my $name, $id) = ($2, $1);
    if ($name eq 'stays') {
      $kept{$id} = 1;
      next;
    }
    my $pid = fork;
    if (!defined $pid) { reply('L') }
    elsif ($pid) { $seats{$pid} = $id }
    else { seat($name) }
  }
}
kill KILL => keys %seats;
end_commands() if $is_apart;
remove($root);
`;

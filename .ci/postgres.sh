# shellcheck shell=bash
# A private PostgreSQL with pgvector for one CI run. Source this file; then: install_postgres, start_postgres FOLDER
# (sets DATABASE_URL), stop_postgres. It needs root and a Debian or Ubuntu, and touches no other cluster.

POSTGRES_DATA=''

# The programs of the newest installed major version, as /usr/lib/postgresql/15/bin.
postgres_bin() {
  find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1
}

# Installs PostgreSQL and pgvector where they are missing.
install_postgres() {
  [ -n "$(postgres_bin)" ] || apt_install postgresql || return 1
  local bin major
  bin=$(postgres_bin)
  major=$(basename "$(dirname "$bin")")
  [ -e "/usr/share/postgresql/$major/extension/vector.control" ] && return 0
  if apt-cache show "postgresql-$major-pgvector" >/dev/null 2>&1; then
    apt_install "postgresql-$major-pgvector"
  else
    build_pgvector "$major"
  fi
}

# Debian 12 has no pgvector package. Debian 13's source builds against any PostgreSQL from 13 on; it comes from the
# mirror that this machine's apt is set up with, by lists of its own, so that the system's stay as they are.
build_pgvector() {
  local major=$1 cache lists mirror keyring
  cache="${XDG_CACHE_HOME:-$HOME/.cache}/ragline-ci/pgvector-$major-$(dpkg --print-architecture)"
  if [ ! -e "$cache/files" ]; then
    apt_install build-essential dpkg-dev "postgresql-server-dev-$major" || return 1
    mirror=$(debian_mirror) || return 1
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    rm -rf "$cache" && mkdir -p "$cache/lists/partial" "$cache/source"
    lists=(-o "Dir::Etc::SourceList=$cache/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$cache/lists")
    echo "deb-src [signed-by=$keyring] $mirror trixie main" >"$cache/sources.list"
    # apt drops its rights for downloads, and then may not write into a folder of root's.
    (
      cd "$cache/source" &&
        apt-get -qq "${lists[@]}" -o APT::Sandbox::User=root update &&
        apt-get -qq "${lists[@]}" -o APT::Sandbox::User=root source pgvector &&
        cd pgvector-*/ &&
        make -s -j2 OPTFLAGS='' PG_CONFIG="/usr/lib/postgresql/$major/bin/pg_config" &&
        make -s install DESTDIR="$cache/unfinished" OPTFLAGS='' PG_CONFIG="/usr/lib/postgresql/$major/bin/pg_config"
    ) >"$cache/log" 2>&1 || { echo "ci: pgvector could not be built:" >&2 && tail -n 5 "$cache/log" >&2 && return 1; }
    rm -rf "$cache/source" "$cache/lists" && mv "$cache/unfinished" "$cache/files"
  fi
  cp -a "$cache/files/." /
}

# The first Debian mirror of this machine's apt sources, in either of their two formats; not a security mirror.
debian_mirror() {
  local found
  found=$(
    {
      sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | tr ' ' '\n'
      sed -nE 's/^deb(-src)?[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+).*/\3/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
    } | grep -E '/debian/?$' | head -n 1
  )
  [ -n "$found" ] || { echo "ci: no Debian mirror in /etc/apt: install pgvector for PostgreSQL yourself." >&2 && return 1; }
  echo "$found"
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Starts a new cluster in FOLDER on a random loopback port with a random password, and sets DATABASE_URL.
start_postgres() {
  local folder=$1 bin port password attempt
  bin=$(postgres_bin)
  password=$(random_password)
  mkdir -p "$folder"
  (umask 077 && echo "$password" >"$folder/password")
  if [ "$(id -u)" = 0 ]; then chown -R postgres "$folder"; fi
  as_postgres "$bin/initdb" -D "$folder/data" -U ragline --pwfile="$folder/password" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 || { tail -n 3 "$folder/initdb.log" >&2 && return 1; }
  POSTGRES_DATA="$folder/data"
  for attempt in 1 2 3; do
    port=$(free_port)
    # A crash of the machine need not be survived here, so nothing waits for the disk.
    if as_postgres "$bin/pg_ctl" -D "$POSTGRES_DATA" -w -s -l "$folder/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c fsync=off" start; then
      export DATABASE_URL="postgres://ragline:$password@127.0.0.1:$port/postgres?sslmode=disable"
      return 0
    fi
    echo "ci: PostgreSQL did not start on port $port (attempt $attempt)" >&2
  done
  tail -n 5 "$folder/log" >&2
  return 1
}

stop_postgres() {
  [ -n "$POSTGRES_DATA" ] || return 0
  as_postgres "$(postgres_bin)/pg_ctl" -D "$POSTGRES_DATA" -m immediate -w -s stop
  POSTGRES_DATA=''
}

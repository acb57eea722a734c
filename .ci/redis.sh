# shellcheck shell=bash
# A private Redis for one CI run. Source this file; then: install_redis, start_redis FOLDER (sets REDIS_URL), stop_redis.

REDIS_PID=''

install_redis() {
  command -v redis-server >/dev/null || apt_install redis-server
}

# Starts a Redis without persistence on a random loopback port with a random password, and sets REDIS_URL.
start_redis() {
  local folder=$1 port password
  port=$(free_port)
  password=$(random_password)
  mkdir -p "$folder"
  # By file: a password among the arguments would be there for every user to read.
  (umask 077 && printf 'port %s\nbind 127.0.0.1\nsave ""\nappendonly no\ndir %s\nrequirepass %s\n' "$port" "$folder" "$password" >"$folder/redis.conf")
  redis-server "$folder/redis.conf" >"$folder/log" 2>&1 &
  REDIS_PID=$!
  export REDIS_URL="redis://:$password@127.0.0.1:$port"
  local attempt
  for attempt in $(seq 50); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return 0; fi
    kill -0 "$REDIS_PID" 2>/dev/null || break
    sleep 0.1
  done
  echo "ci: Redis did not start (attempt $attempt):" >&2 && tail -n 3 "$folder/log" >&2
  return 1
}

stop_redis() {
  [ -n "$REDIS_PID" ] || return 0
  kill "$REDIS_PID" 2>/dev/null
  wait "$REDIS_PID" 2>/dev/null
  REDIS_PID=''
}

#!/bin/sh
# Run once by PostgreSQL's container in an empty database: the two roles and the database of the service. The role
# that serves owns nothing, so it can add to the history of cases and to the audit log but never change them.
set -eu
password() { sed -E 's#^[^:]*://[^:]*:([^@]*)@.*#\1#' "${SECRETS:-/run/secrets}/$1"; }

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set owner="$(password owner_url)" --set serve="$(password serve_url)" <<'SQL'
CREATE ROLE redress_owner LOGIN PASSWORD :'owner';
CREATE ROLE redress_serve LOGIN PASSWORD :'serve';
CREATE DATABASE redress OWNER redress_owner;
REVOKE ALL ON DATABASE redress FROM PUBLIC;
GRANT CONNECT ON DATABASE redress TO redress_serve;
SQL

#!/bin/sh
# Runs once, when PostgreSQL makes its data folder: one role and its databases for Temporal, one for Postroad.
set -eu

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set temporal_password="$TEMPORAL_DB_PASSWORD" --set postroad_password="$POSTROAD_DB_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE ROLE postroad LOGIN PASSWORD :'postroad_password';
CREATE DATABASE postroad OWNER postroad;
CREATE DATABASE postroad_sandbox OWNER postroad;
SQL

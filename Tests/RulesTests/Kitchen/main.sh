#!/bin/sh
echo "script $*"
ls "$BUCK_PROJECT_ROOT/files"

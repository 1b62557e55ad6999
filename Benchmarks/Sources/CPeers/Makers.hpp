#pragma once
#include "CPeers.h"

peer *make_absl(peer_kind kind);
peer *make_boost(peer_kind kind);

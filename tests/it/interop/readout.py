"""Reads a meter with the package iec62056-21: HOST PORT; prints one address a line."""

import sys

from iec62056_21.client import Iec6205621Client

client = Iec6205621Client.with_tcp_transport(address=(sys.argv[1], int(sys.argv[2])))
client.connect()
answer = client.standard_readout()
print(client.manufacturer_id, client.identification)
for data_set in answer.data:
    print(data_set.address, data_set.value, data_set.unit or "")
client.disconnect()

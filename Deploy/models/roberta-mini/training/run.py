"""The training loop: steps, progress lines, checkpoints, and a clean stop."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

import checkpoint
from batches import Batch, Text
from evaluation import score
from growth import grown
from model import MaskedLanguageModel
from optimiser import optimisers
from plan import Plan

SAVE_EVERY = 300.0  # seconds
TELL_EVERY = 20  # steps
TRY_EVERY = 200  # steps
HEADING = "step,tokens,seconds,layers,length,rate,loss,held_out_loss,held_out_accuracy\n"


class Run:
    """A model in training, and how far it has come."""

    def __init__(self, plan: Plan, model: MaskedLanguageModel, work: Path, device: torch.device, compiled: bool) -> None:
        self.plan, self.model, self.work, self.device, self.compiled = plan, model, work, device, compiled
        torch.set_float32_matmul_precision("high")  # Muon's products need no more
        self.memories = optimisers(model, plan.rate, plan.muon)
        self.step, self.tokens, self.seconds = 0, 0, 0.0
        self.stopped = False

    def resume(self, state: dict) -> None:
        """Goes on where the checkpoint `state`, that the model is from, was written."""
        for memory, remembered in zip(self.memories, state["optimisers"], strict=True):
            memory.load_state_dict(remembered)
        progress = state["progress"]
        self.step, self.tokens, self.seconds = progress["step"], progress["tokens"], progress["seconds"]

    def save(self) -> None:
        progress = {"step": self.step, "tokens": self.tokens, "seconds": self.seconds}
        checkpoint.save(self.work / "checkpoint.pt", self.model, self.memories, progress)

    def train(self, learnt: Text, held_out: Text, stop_after: int | None) -> None:
        """Trains to the end of the plan, or for `stop_after` steps, or until SIGINT or SIGTERM; saves at the end."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        (self.work / "pid").write_text(f"{os.getpid()}\n")
        trial = held_out.batches(self.model.shape.vocabulary, length=128, rows=32)[:: 1 if self._is_fast() else 6]
        log = (self.work / "log.csv").open("a", buffering=1)
        if log.tell() == 0:
            log.write(HEADING)
        loss_of = self._loss_function()
        recent: list[Tensor] = []
        clock = saved = time.monotonic()
        told = (self.tokens, self.seconds)
        while not self.stopped and (share := self.plan.share(self.tokens, self.seconds)) < 1:
            if self.model.shape.layers < self.plan.layers_at(share):
                self.model, self.memories = grown(self.model, self.memories, self.plan.rate, self.plan.muon)
                loss_of = self._loss_function()
                print(f"grown to {self.model.shape.layers} layers", flush=True)
            length, rate = self.plan.length_at(self.step, share), self.plan.rate_at(self.step, share)
            batch = learnt.batch(
                self.model.shape.vocabulary, self.plan.batch, self.tokens, length, self.plan.mask_at(share), self.plan.seed
            )
            recent.append(self._update(loss_of, batch, rate))
            self.step += 1
            self.tokens += batch.ids.numel()
            clock, before = time.monotonic(), clock  # trials, checkpoints and pauses count too: hours are hours
            self.seconds += clock - before
            if self.step % TELL_EVERY == 0:
                now, tried = (self.tokens, self.seconds), ""
                loss, speed = torch.stack(recent).mean().item(), (now[0] - told[0]) / max(1e-9, now[1] - told[1])
                recent, told = [], now
                if self.step % TRY_EVERY == 0:
                    held_out_loss, right, _ = score(self.model.eval(), trial)
                    self.model.train()
                    tried = f"{held_out_loss:.4f},{right:.4f}"
                    print(f"held out: loss {held_out_loss:.3f}, {100 * right:.2f} % of masked tokens", flush=True)
                log.write(
                    f"{self.step},{self.tokens},{self.seconds:.0f},{self.model.shape.layers},{length},{rate:.6f},"
                    f"{loss:.4f},{tried or ','}\n"
                )
                share = self.plan.share(self.tokens, self.seconds)
                left = self.seconds * (1 - share) / max(share, 1e-9) / 60
                print(
                    f"step {self.step:6}  {self.tokens / 1e6:7.2f} M tokens  {speed:6.0f}/s  loss {loss:.3f}"
                    f"  rate {rate:.2e}  {100 * share:5.1f} % done, {left:.0f} minutes left",
                    flush=True,
                )
            if time.monotonic() - saved > SAVE_EVERY:
                self.save()
                saved = time.monotonic()
            self.stopped = self.stopped or self.step == stop_after
        self.save()
        print(f"saved at step {self.step}: {self.work / 'checkpoint.pt'}", flush=True)

    def _stop(self, number: int, frame: object) -> None:
        print(f"stopping at the end of this step ({signal.Signals(number).name})", flush=True)
        self.stopped = True

    def _loss_function(self) -> Callable[[Batch], Tensor]:
        """The mean loss of a batch, in bf16 where the machine can multiply in it (elsewhere that is much slower)."""
        half = self._is_fast() or torch.cpu._is_avx512_bf16_supported()
        for layer in self.model.layers:
            layer.dropout = self.plan.dropout
            if self.compiled and self._is_fast():  # layer by layer: seconds to compile, where the whole takes a minute
                layer.compile(dynamic=True)
        whole = self.compiled and not self._is_fast()
        model = torch.compile(self.model, dynamic=True) if whole else self.model

        def loss(batch: Batch) -> Tensor:
            with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
                scores = model(batch.ids, batch.places)
            return functional.cross_entropy(scores.float().flatten(0, 1), batch.targets.flatten())

        return loss

    def _is_fast(self) -> bool:
        return self.device.type == "cuda"

    def _update(self, loss_of: Callable[[Batch], Tensor], batch: Batch, rate: float) -> Tensor:
        loss = loss_of(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for memory in self.memories:
            for group in memory.param_groups:
                group["lr"] = rate
            memory.step()
            memory.zero_grad()
        return loss.detach()

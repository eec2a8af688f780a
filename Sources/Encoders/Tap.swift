/// Where in a post-LN layer an encoding is read. Names are TransformerLens's; the README has the equations.
package enum Tap: String, CaseIterable, Sendable, Hashable {
  /// The layer's input, already layer-normalised.
  case residPre = "resid_pre"
  /// The attention's output with its output bias, before the residual is added.
  case attnOut = "attn_out"
  /// `resid_pre + attn_out`: the write-up's quantity, and the default.
  case residMid = "resid_mid"
  /// `LN1(resid_mid)`, what the feed-forward part reads.
  case normalizedResidMid = "normalized_resid_mid"
  /// The feed-forward part's output, before the residual is added.
  case mlpOut = "mlp_out"
  /// `normalized_resid_mid + mlp_out`.
  case residPost = "resid_post"
  /// `LN2(resid_post)`, the next layer's `resid_pre`.
  case normalizedResidPost = "normalized_resid_post"
}

/// Which reading of the equations computes a tap.
package enum Arithmetic: String, CaseIterable, Sendable, Hashable {
  /// The equations as the model was trained with them.
  case exact
  /// The public demo's own numbers: value and output weights untransposed, both biases dropped; for `resid_mid`
  /// only.
  case published
}

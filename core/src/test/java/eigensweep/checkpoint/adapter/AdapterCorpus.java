package eigensweep.checkpoint.adapter;

import eigensweep.checkpoint.MutationCorpus;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.safetensors.SafetensorsFile;
import java.util.LinkedHashMap;
import java.util.Map;

/// The adapters of the [MutationCorpus], and their configurations.
public final class AdapterCorpus {

    private AdapterCorpus() {}

    public static Map<String, byte[]> made() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        made.put("lora/adapter.safetensors", lora("encoder.query.lora_"));
        made.put("lora/embedding.safetensors", lora("embed.lora_embedding_"));
        made.put("lora/kohya.safetensors", kohya());
        made.put("lora/lycoris.safetensors", lycoris());
        made.put("lora/dora.safetensors", dora());
        made.put("lora/experts.safetensors", experts());
        made.put("lora-header/diffusers.safetensors", loraHeader());
        made.put(
                "lora-config/adapter_config.json",
                MutationCorpus.text("{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 16,"
                        + " \"use_rslora\": false, \"fan_in_fan_out\": false, \"rank_pattern\": {},"
                        + " \"alpha_pattern\": {\"query\": 8, \"layer.1.key\": 4.5},"
                        + " \"target_modules\": [\"query\", \"key\"], \"target_parameters\": [\"experts.up\"]}"));
        made.put(
                "lora-config/patterns.json",
                MutationCorpus.text("{\"r\": 8, \"lora_alpha\": 4, \"init_lora_weights\": \"pissa\","
                        + " \"rank_pattern\": {\"^encoder.(query|key)\": 2, \"layers\\\\.\\\\d+.*\": 3},"
                        + " \"alpha_pattern\": {\"[qk]uery\": 1.5}}"));
        made.put(
                "lora-config/mlx.json",
                MutationCorpus.text("{\"fine_tune_type\": \"dora\","
                        + " \"lora_parameters\": {\"rank\": 2, \"scale\": 20.0, \"keys\": [\"query\"]}}"));
        made.put(
                "lora-config/rslora.json",
                MutationCorpus.text("{\"lora_alpha\": 8.0, \"use_rslora\": true, \"use_dora\": true,"
                        + " \"fan_in_fan_out\": true, \"layers_pattern\": null}"));
        return made;
    }

    private static byte[] lora(String kind) {
        String module = "base_model.model." + kind;
        return SafetensorsFile.of(
                Bytes.gaussian(4, 24),
                SafetensorsFile.entry(module + "A.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry(module + "B.weight", "F32", "[4,2]", 40, 72),
                SafetensorsFile.entry("base_model.model.head.weight", "F32", "[2,3]", 72, 96));
    }

    private static byte[] kohya() {
        String module = "lora_unet_encoder_query.";
        return SafetensorsFile.of(
                Bytes.gaussian(5, 23),
                SafetensorsFile.entry(module + "lora_down.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry(module + "lora_mid.weight", "F32", "[2,2,1]", 40, 56),
                SafetensorsFile.entry(module + "lora_up.weight", "F32", "[4,2,1]", 56, 88),
                SafetensorsFile.entry(module + "alpha", "F32", "[]", 88, 92));
    }

    private static byte[] lycoris() {
        String module = "encoder.query.hada_";
        return SafetensorsFile.of(
                Bytes.gaussian(6, 48),
                SafetensorsFile.entry(module + "w1_a", "F32", "[4,2]", 0, 32),
                SafetensorsFile.entry(module + "w1_b", "F32", "[2,5]", 32, 72),
                SafetensorsFile.entry(module + "w2_a", "F32", "[4,2]", 72, 104),
                SafetensorsFile.entry(module + "w2_b", "F32", "[2,5]", 104, 144),
                SafetensorsFile.entry("embed.lokr_w1", "F32", "[5,1]", 144, 164),
                SafetensorsFile.entry("embed.lokr_w2_a", "F32", "[1,2]", 164, 172),
                SafetensorsFile.entry("embed.lokr_w2_b", "BF16", "[2,4]", 172, 188),
                SafetensorsFile.entry("embed.alpha", "F32", "[1]", 188, 192));
    }

    private static byte[] dora() {
        String module = "base_model.model.encoder.query.";
        return SafetensorsFile.of(
                Bytes.gaussian(7, 26),
                SafetensorsFile.entry(module + "lora_A.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry(module + "lora_B.weight", "F32", "[4,2]", 40, 72),
                SafetensorsFile.entry(module + "lora_B.bias", "F32", "[4]", 72, 88),
                SafetensorsFile.entry(module + "lora_magnitude_vector", "F32", "[4]", 88, 104));
    }

    private static byte[] experts() {
        String module = "base_model.model.moe.experts.";
        return SafetensorsFile.of(
                Bytes.gaussian(8, 20),
                SafetensorsFile.entry(module + "lora_A.weight", "F32", "[4,3]", 0, 48),
                SafetensorsFile.entry(module + "lora_B.weight", "F32", "[2,4]", 48, 80));
    }

    private static byte[] loraHeader() {
        return SafetensorsFile.of(
                Bytes.gaussian(9, 18),
                "\"__metadata__\":{\"lora_adapter_metadata\":\"{\\\"unet.r\\\": 2, \\\"unet.lora_alpha\\\": 4.5,"
                        + " \\\"unet.alpha_pattern\\\": {\\\"to_[qk]\\\": 3}}\",\"ss_network_dim\":\"2\","
                        + "\"ss_network_alpha\":\"1.0\"}",
                SafetensorsFile.entry("unet.to_q.lora.down.weight", "F32", "[2,5]", 0, 40),
                SafetensorsFile.entry("unet.to_q.lora.up.weight", "F32", "[4,2]", 40, 72));
    }
}
